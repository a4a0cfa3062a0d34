package org.unmask.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {
    private static final Source PAPER = Source.published("p");
    private static final Source MODEL = Source.predicted("m");

    @Test
    void partsAreJoinedInOrder() {
        Part first = new Part(List.of(), List.of("a", "b"), List.of("w"));
        Part second = Part.of(List.of(), List.of("c"));

        assertThat(Part.joined(first, Part.NONE, second))
                .isEqualTo(new Part(List.of(), List.of("a", "b", "c"), List.of("w")));
        assertThat(first.shown()).isEqualTo(Part.NONE);
        assertThat(first.said()).isEqualTo(first);
    }

    @Test
    void aSourceStandsOncePerDeviceAndAKeyOnlyWhereKindsDiffer() {
        List<Caption.Line> lines = List.of(
                new Caption.Line("A800", MODEL),
                new Caption.Line("A800", PAPER),
                new Caption.Line("A800", MODEL),
                new Caption.Line("H100", MODEL));
        Caption caption = Caption.of(lines.stream()).keyed(lines.stream(), Provenance::id);

        assertThat(caption.lines()).containsExactly(lines.get(0), lines.get(1), lines.get(3));
        assertThat(caption.keys()).containsExactly(new Caption.Key("A800", "predicted; published"));
    }
}
