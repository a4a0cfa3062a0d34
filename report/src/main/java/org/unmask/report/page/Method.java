package org.unmask.report.page;

import java.util.List;

/// How the numbers of every report were counted: the last section of a page.
final class Method {
    static final String ID = "method";
    static final String TITLE = "Method";

    static final List<ReportData.Fact> FACTS = List.of(
            fact("FLOPs", "One multiply-add counts as two."),
            fact("bytes", "Every operand of an operator is read or written exactly once: compulsory traffic."),
            fact("arithmetic intensity", "Matrix-multiplication FLOPs over bytes, unless a figure says all FLOPs."),
            fact(
                    "roofline",
                    "An operator takes the longer of FLOPs / peak and bytes / bandwidth; a pass takes the sum of its "
                            + "operators; a generation the sum of its passes (Williams, Waterman, Patterson, 2009)."),
            fact("ridge point", "Peak over bandwidth: the intensity from which arithmetic is the limit."),
            fact("pass (NFE)", "One run through all layers, prefill and commit passes included."),
            fact("tokens per pass (TPF)", "Generated tokens of one sequence over its passes."),
            fact(
                    "generated tokens",
                    "Tokens asked for, per sequence and in all; prompt and padding never count as throughput."),
            fact("kept tokens", "Generated tokens up to the end-of-sequence token."),
            fact("assumed", "The passes a strategy is expected to need, priced by the cost model."),
            fact("replayed", "The passes that really ran, priced by the cost model."),
            fact("measured", "The same passes, timed: the median of interleaved repetitions."),
            fact(
                    "percent of roof",
                    "The roofline's time for the work done over the time it took; above 100 % is a mistake "
                            + "in the work or in the roof, never a success."));

    private Method() {}

    private static ReportData.Fact fact(String name, String text) {
        return new ReportData.Fact(name, text);
    }
}
