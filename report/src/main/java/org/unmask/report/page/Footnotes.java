package org.unmask.report.page;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.unmask.report.Caption;

/// The sources of a page, each with one number wherever it is named.
final class Footnotes {
    static final String ID = "sources";

    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /// Numbers the sources of a caption that have none yet.
    void add(Caption caption) {
        for (Caption.Line line : caption.lines()) {
            numbers.putIfAbsent(line.source().caption(), numbers.size() + 1);
        }
    }

    /// The number of a source; empty if no caption names it.
    OptionalInt number(String source) {
        Integer number = numbers.get(source);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /// The anchor of a source.
    static String anchor(int number) {
        return "source-" + number;
    }

    boolean isEmpty() {
        return numbers.isEmpty();
    }

    /// All of them, in order.
    void write(Html html) {
        html.open("ol", "class", "footnotes");
        numbers.forEach((source, number) ->
                html.open("li", "id", anchor(number)).linked(source).close("li").line());
        html.close("ol").line();
    }
}
