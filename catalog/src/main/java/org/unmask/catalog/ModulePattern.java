package org.unmask.catalog;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Modules of a model that a quantisation names: as a part of their name, with `*` for any text (modelopt), or with `re:`
/// and a regular expression (compressed-tensors).
final class ModulePattern {
    private static final String EXPRESSION = "re:";
    private static final int LONGEST = 300;
    /// An expression is matched against many names; these limits keep one from taking for ever.
    private static final int MOST_REPEATS = 4;

    private static final Pattern REPEATED_GROUP = Pattern.compile("\\)\\s*[*+{?]");

    private final Predicate<String> names;

    private ModulePattern(Predicate<String> names) {
        this.names = names;
    }

    /// The pattern; empty if it is an expression that is not read.
    static Optional<ModulePattern> of(String text) {
        if (text.startsWith(EXPRESSION)) {
            return expression(text.substring(EXPRESSION.length()));
        }
        String name = text.replaceFirst("^(model\\.)?language_model\\.(model\\.)?", "")
                .replaceFirst("^model\\.", "");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (name.indexOf('*') >= 0) {
            String any = Pattern.quote(name).replace("*", "\\E.*\\Q");
            return (count(name, '*') > MOST_REPEATS || name.length() > LONGEST)
                    ? Optional.empty()
                    : Optional.of(new ModulePattern(Pattern.compile("^(?:model\\.)?" + any + "(?:\\..*)?$")
                            .asPredicate()));
        }
        return Optional.of(new ModulePattern(module -> isPart(name, module)));
    }

    /// Whether whole words between the dots of a module's name are this.
    private static boolean isPart(String name, String module) {
        int start = module.indexOf(name);
        while (start >= 0) {
            int end = start + name.length();
            if ((start == 0 || module.charAt(start - 1) == '.')
                    && (end == module.length() || module.charAt(end) == '.')) {
                return true;
            }
            start = module.indexOf(name, start + 1);
        }
        return false;
    }

    private static Optional<ModulePattern> expression(String text) {
        long repeats = count(text, '*') + count(text, '+') + count(text, '{');
        if (text.length() > LONGEST
                || repeats > MOST_REPEATS
                || REPEATED_GROUP.matcher(text).find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ModulePattern(Pattern.compile("^(?:" + text + ")").asPredicate()));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(character -> character == wanted).count();
    }

    /// Whether a module, such as `model.layers.0.self_attn.q_proj`, is meant.
    boolean names(String module) {
        return names.test(module);
    }
}
