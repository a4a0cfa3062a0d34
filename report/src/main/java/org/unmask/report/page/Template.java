package org.unmask.report.page;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A valid page with markers, `unmask:name`, where text goes; a marker takes the comment around it with it.
///
/// All markers are filled in one go, so that filled-in text is never searched for markers.
record Template(String text) {
    private static final Pattern MARKER = Pattern.compile("(?:<!-- |/\\* )?unmask:([a-z]+)(?: -->| \\*/)?");

    /// @throws IllegalArgumentException if markers and values do not match one to one
    String fill(Map<String, String> values) {
        Set<String> left = new HashSet<>(values.keySet());
        Matcher marker = MARKER.matcher(text);
        String filled = marker.replaceAll(found -> {
            String name = found.group(1);
            if (!left.remove(name)) {
                throw new IllegalArgumentException("bad template: marker " + name + " is unknown or there twice");
            }
            return Matcher.quoteReplacement(values.get(name));
        });
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("bad template: no marker for " + left);
        }
        return filled;
    }
}
