package org.unmask.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A repository of Hugging Face, as people name it: `Qwen/Qwen3-8B`, or an address.
///
/// @param organisation  who publishes it
/// @param name  of the repository
record HubName(String organisation, String name) {
    private static final String PART = "([A-Za-z0-9][A-Za-z0-9._-]*)";
    private static final Pattern ADDRESS =
            Pattern.compile("(?:https?://)?(?:www\\.)?(?:huggingface\\.co|hf\\.co|modelscope\\.cn/models)/" + PART + "/"
                    + PART + "(?:[/?#].*)?");
    private static final Pattern ID = Pattern.compile("(?:hf://)?" + PART + "/" + PART);

    /// The repository, if a text is the name of one.
    static Optional<HubName> of(String text) {
        for (Pattern pattern : new Pattern[] {ADDRESS, ID}) {
            Matcher parts = pattern.matcher(text);
            if (parts.matches()) {
                return Optional.of(new HubName(parts.group(1), parts.group(2)));
            }
        }
        return Optional.empty();
    }

    /// Whether an address is in this repository.
    boolean holds(String address) {
        String path = "/" + organisation + "/" + name + "/";
        return (address.toLowerCase(Locale.ROOT) + "/").contains(path.toLowerCase(Locale.ROOT));
    }

    /// The name without what tells trained versions of one model apart.
    String plain() {
        return name.toLowerCase(Locale.ROOT).replaceAll("-(instruct|chat|base|it|hf|pt|v0\\.\\d|2507|\\d{4})\\b", "");
    }

    @Override
    public String toString() {
        return organisation + "/" + name;
    }
}
