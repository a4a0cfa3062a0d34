package org.unmask.run.template;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.run.template.Values.Arguments;
import org.unmask.run.template.Values.Function;

/// The functions that `transformers` gives to templates.
final class Globals {
    private static final int MOST_RANGE = 100_000;

    private final Budget budget;

    Globals(Budget budget) {
        this.budget = budget;
    }

    Map<String, Object> all() {
        Map<String, Object> all = Values.map();
        all.put("range", (Function) this::range);
        all.put("namespace", (Function) Globals::namespace);
        all.put("dict", (Function) arguments -> {
            Map<String, Object> map = Values.map();
            map.putAll(arguments.named());
            return map;
        });
        all.put("raise_exception", (Function) arguments -> {
            throw new TemplateException("the template refuses: " + Values.shown(arguments.get(0, "message"), budget));
        });
        all.put("strftime_now", (Function) arguments -> now(Values.text(arguments.get(0, "format"))));
        return all;
    }

    private static Object namespace(Arguments arguments) {
        Map<String, Object> entries = Values.map();
        for (Object each : arguments.positional()) {
            if (!(each instanceof Map<?, ?> map)) {
                throw new TemplateException("namespace of " + Values.type(each));
            }
            map.forEach((key, value) -> entries.put(String.valueOf(key), value));
        }
        entries.putAll(arguments.named());
        return new Values.Namespace(entries);
    }

    private Object range(Arguments arguments) {
        int count = arguments.positional().size();
        long first = count > 1 ? Values.whole(arguments.get(0, "start")) : 0;
        long end = Values.whole(arguments.get(count > 1 ? 1 : 0, "stop"));
        long stride = count > 2 ? Values.whole(arguments.get(2, "step")) : 1;
        if (stride == 0 || Math.abs((double) end - first) / Math.abs(stride) > MOST_RANGE) {
            throw new TemplateException("a range has more than " + MOST_RANGE + " numbers");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = first; stride > 0 ? i < end : i > end; i += stride) {
            budget.step();
            numbers.add(i);
        }
        return numbers;
    }

    /// The time now, as `strftime` writes it.
    private static Object now(String format) {
        StringBuilder out = new StringBuilder();
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) != '%') {
                out.append(format.charAt(i));
                continue;
            }
            boolean unpadded = format.startsWith("-", i + 1);
            i += unpadded ? 2 : 1;
            char field = i < format.length() ? format.charAt(i) : ' ';
            String text = field(now, field);
            out.append(unpadded && text.startsWith("0") ? text.substring(1) : text);
        }
        return out.toString();
    }

    private static String field(LocalDateTime now, char field) {
        String pattern = switch (field) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case '%' -> "'%'";
            default -> throw new TemplateException("strftime_now with %" + field + " is not known");
        };
        try {
            return now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
        } catch (DateTimeException e) {
            throw new TemplateException("strftime_now with %" + field + " is not known");
        }
    }
}
