package org.unmask.report;

import java.util.ArrayList;
import java.util.List;

/// How the numbers were counted.
public record Method(List<Fact> facts) implements Section {
    public Method {
        facts = List.copyOf(facts);
    }

    /// The counting rules and definitions that hold for every report, then those of this one.
    public static Method standard(List<Fact> more) {
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("FLOPs", "One multiply-add counts as two."),
                new Fact("bytes", "Every operand of an operator is read or written exactly once: compulsory traffic."),
                new Fact(
                        "arithmetic intensity",
                        "Matrix-multiplication FLOPs over bytes, unless a figure says all FLOPs."),
                new Fact(
                        "roofline",
                        "An operator takes the longer of FLOPs / peak and bytes / bandwidth; a pass takes the sum of its "
                                + "operators; a generation the sum of its passes (Williams, Waterman, Patterson, 2009)."),
                new Fact("ridge point", "Peak over bandwidth: the intensity from which arithmetic is the limit."),
                new Fact("pass (NFE)", "One run through all layers, prefill and commit passes included."),
                new Fact("tokens per pass (TPF)", "Generated tokens of one sequence over its passes."),
                new Fact(
                        "generated tokens",
                        "Tokens asked for, per sequence and in all; prompt and padding never count as throughput."),
                new Fact("kept tokens", "Generated tokens up to the end-of-sequence token."),
                new Fact("assumed", "The passes a strategy is expected to need, priced by the cost model."),
                new Fact("replayed", "The passes that really ran, priced by the cost model."),
                new Fact("measured", "The same passes, timed: the median of interleaved repetitions."),
                new Fact(
                        "percent of roof",
                        "The roofline's time for the work done over the time it took; above 100 % is a mistake "
                                + "in the work or in the roof, never a success.")));
        facts.addAll(more);
        return new Method(facts);
    }

    @Override
    public String id() {
        return "method";
    }

    @Override
    public String title() {
        return "Method";
    }

    @Override
    public boolean isEmpty() {
        return facts.isEmpty();
    }
}
