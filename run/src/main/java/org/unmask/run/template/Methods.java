package org.unmask.run.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.unmask.run.template.Values.Arguments;
import org.unmask.run.template.Values.Function;

/// The methods of texts, lists and maps that templates use, by their names in Python. There are no others.
final class Methods {
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Budget budget;

    Methods(Budget budget) {
        this.budget = budget;
    }

    /// The method of that name of a value, if it has one.
    Optional<Function> of(Object base, String name) {
        return switch (base) {
            case String text -> text(text, name);
            case Map<?, ?> map -> map(map, name);
            case List<?> list -> list(list, name);
            default -> Optional.empty();
        };
    }

    private Optional<Function> text(String text, String name) {
        Function method = switch (name) {
            case "strip" -> arguments -> stripped(text, arguments, true, true);
            case "lstrip" -> arguments -> stripped(text, arguments, true, false);
            case "rstrip" -> arguments -> stripped(text, arguments, false, true);
            case "startswith" -> arguments -> text.startsWith(Values.text(arguments.get(0, "prefix")));
            case "endswith" -> arguments -> text.endsWith(Values.text(arguments.get(0, "suffix")));
            case "split" -> arguments -> split(text, arguments, false);
            case "rsplit" -> arguments -> split(text, arguments, true);
            case "splitlines" -> _ -> lines(text);
            case "replace" ->
                arguments -> replaced(text, Values.text(arguments.get(0, "old")), Values.text(arguments.get(1, "new")));
            case "upper" -> _ -> budget.text(text.toUpperCase(Locale.ROOT));
            case "lower" -> _ -> budget.text(text.toLowerCase(Locale.ROOT));
            case "title" -> _ -> title(text);
            case "capitalize" -> _ -> capitalized(text);
            case "join" -> arguments -> joined(text, arguments.get(0, "iterable"));
            case "find" -> arguments -> (long) text.indexOf(Values.text(arguments.get(0, "sub")));
            case "rfind" -> arguments -> (long) text.lastIndexOf(Values.text(arguments.get(0, "sub")));
            case "count" -> arguments -> count(text, Values.text(arguments.get(0, "sub")));
            case "isdigit" -> _ -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            case "isalpha" -> _ -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
            case "isalnum" -> _ -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetterOrDigit);
            case "isspace" -> _ -> !text.isEmpty() && text.codePoints().allMatch(Character::isWhitespace);
            case "isupper" ->
                _ -> text.equals(text.toUpperCase(Locale.ROOT)) && !text.equals(text.toLowerCase(Locale.ROOT));
            case "islower" ->
                _ -> text.equals(text.toLowerCase(Locale.ROOT)) && !text.equals(text.toUpperCase(Locale.ROOT));
            case "removeprefix" ->
                arguments -> {
                    String prefix = Values.text(arguments.get(0, "prefix"));
                    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
                };
            case "removesuffix" ->
                arguments -> {
                    String suffix = Values.text(arguments.get(0, "suffix"));
                    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
                };
            default -> null;
        };
        return Optional.ofNullable(method);
    }

    private Optional<Function> map(Map<?, ?> map, String name) {
        Function method = switch (name) {
            case "get" ->
                arguments -> {
                    Object key = arguments.get(0, "key");
                    Object value = Values.isKey(key) ? map.get(key) : null;
                    return value == null ? arguments.get(1, "default", Values.NONE) : value;
                };
            case "items" -> _ -> items(map);
            case "keys" -> _ -> Values.elements(map, budget);
            case "values" ->
                _ -> {
                    budget.steps(map.size());
                    return new ArrayList<Object>(map.values());
                };
            default -> null;
        };
        return Optional.ofNullable(method);
    }

    private Optional<Function> list(List<?> list, String name) {
        Function method = switch (name) {
            case "index" ->
                arguments -> {
                    for (int i = 0; i < list.size(); i++) {
                        budget.step();
                        if (Values.areEqual(list.get(i), arguments.get(0, "value"))) {
                            return (long) i;
                        }
                    }
                    throw new TemplateException("a value is not in a list");
                };
            case "count" ->
                arguments -> {
                    budget.steps(list.size());
                    return list.stream()
                            .filter(each -> Values.areEqual(each, arguments.get(0, "value")))
                            .count();
                };
            default -> null;
        };
        return Optional.ofNullable(method);
    }

    /// Pairs of keys and values.
    List<Object> items(Map<?, ?> map) {
        budget.steps(map.size());
        List<Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(new Values.Tuple(List.of(key, value))));
        return items;
    }

    String stripped(String text, Arguments arguments, boolean left, boolean right) {
        Object set = arguments.get(0, "chars", Values.NONE);
        int begin = 0;
        int end = text.length();
        while (left && begin < end && isIn(set, text.charAt(begin))) {
            begin++;
        }
        while (right && end > begin && isIn(set, text.charAt(end - 1))) {
            end--;
        }
        return budget.text(text.substring(begin, end));
    }

    private static boolean isIn(Object set, char c) {
        return set instanceof String text
                ? text.indexOf(c) >= 0
                : Character.isWhitespace(c) || c == '\u0085' || Character.isSpaceChar(c);
    }

    private List<Object> split(String text, Arguments arguments, boolean fromEnd) {
        Object separator = arguments.get(0, "sep", Values.NONE);
        long most = Values.whole(arguments.get(1, "maxsplit", -1L));
        List<Object> parts = new ArrayList<>();
        if (Values.NONE.equals(separator)) {
            if (most >= 0) {
                throw new TemplateException("split with a limit and without a separator is not known");
            }
            for (String part : SPACES.splitAsStream(text.strip()).toList()) {
                if (!part.isEmpty()) {
                    parts.add(part);
                }
            }
        } else {
            cut(text, Values.text(separator), most, fromEnd, parts);
        }
        budget.steps(parts.size() + text.length() / 16L);
        return parts;
    }

    private static void cut(String text, String separator, long most, boolean fromEnd, List<Object> parts) {
        if (separator.isEmpty()) {
            throw new TemplateException("it splits at an empty text");
        }
        int begin = 0;
        int end = text.length();
        while (most < 0 || parts.size() < most) {
            int at = fromEnd ? text.lastIndexOf(separator, end - separator.length()) : text.indexOf(separator, begin);
            if (at < 0) {
                break;
            }
            if (fromEnd) {
                parts.addFirst(text.substring(at + separator.length(), end));
                end = at;
            } else {
                parts.add(text.substring(begin, at));
                begin = at + separator.length();
            }
        }
        if (fromEnd) {
            parts.addFirst(text.substring(0, end));
        } else {
            parts.add(text.substring(begin));
        }
    }

    private List<Object> lines(String text) {
        List<Object> lines = new ArrayList<>(text.lines().toList());
        budget.steps(lines.size());
        return lines;
    }

    String replaced(String text, String old, String other) {
        long times = old.isEmpty() ? text.length() + 1L : count(text, old);
        budget.checkLength(text.length() + times * other.length());
        return budget.text(text.replace(old, other));
    }

    private long count(String text, String sub) {
        budget.steps(text.length() / 16);
        if (sub.isEmpty()) {
            return text.length() + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(sub); at >= 0; at = text.indexOf(sub, at + sub.length())) {
            count++;
        }
        return count;
    }

    String joined(String between, Object elements) {
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (Object element : Values.elements(elements, budget)) {
            text.append(first ? "" : between).append(Values.shown(element, budget));
            budget.checkLength(text.length());
            first = false;
        }
        return budget.text(text.toString());
    }

    String title(String text) {
        StringBuilder title = new StringBuilder();
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            title.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return budget.text(title.toString());
    }

    String capitalized(String text) {
        int first = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
        return budget.text(text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT));
    }
}
