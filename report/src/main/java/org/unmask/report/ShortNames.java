package org.unmask.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Names short enough to stand beside a curve: a text without the model before its comma and without the keys behind its
/// colon, as far as the texts of a figure stay different.
public final class ShortNames {
    private static final List<UnaryOperator<String>> FORMS =
            List.of(text -> withoutKeys(withoutModel(text)), ShortNames::withoutModel, text -> text);

    private ShortNames() {}

    /// The name of every text, in the order of the texts.
    public static Map<String, String> of(Collection<String> texts) {
        Set<String> all = new LinkedHashSet<>(texts);
        Map<String, String> names = new LinkedHashMap<>();
        for (String text : all) {
            names.put(
                    text,
                    FORMS.stream()
                            .map(form -> form.apply(text))
                            .filter(name -> isClear(name, text, all))
                            .findFirst()
                            .orElse(text));
        }
        return names;
    }

    /// Whether no other text could be meant by a name.
    private static boolean isClear(String name, String text, Set<String> all) {
        return !name.isEmpty()
                && all.stream()
                        .filter(other -> !other.equals(text))
                        .noneMatch(other -> FORMS.stream()
                                .anyMatch(form -> form.apply(other).equals(name)));
    }

    private static String withoutModel(String text) {
        return text.substring(text.indexOf(", ") < 0 ? 0 : text.indexOf(", ") + 2);
    }

    private static String withoutKeys(String text) {
        return text.replaceFirst(":.*", "");
    }
}
