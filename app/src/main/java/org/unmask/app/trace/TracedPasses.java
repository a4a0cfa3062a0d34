package org.unmask.app.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.unmask.result.Statistics;
import org.unmask.result.trace.Trace;
import org.unmask.result.trace.TracedPass;

/// Passes of a trace that are alike: of as many layers and rows.
///
/// @param whole  whether their beginnings and ends are in the trace
/// @param prices  of such a pass; empty if it is not priced
/// @param reason  why it is not priced; empty if it is
public record TracedPasses(List<TracedPass> passes, boolean whole, Optional<PassPrices> prices, String reason) {
    /// An operator of a pass: the middle of all passes.
    ///
    /// @param name  of the operator; `dispatch` is the time in which no kernel ran
    /// @param roofSeconds  by the roofline; empty if the operator is not priced
    public record Part(String name, int kernels, double seconds, Optional<Double> roofSeconds) {}

    /// The name of the time in which no kernel ran.
    public static final String DISPATCH = "dispatch";

    public TracedPasses {
        passes = List.copyOf(passes);
    }

    /// Whole passes by layers and rows; those that the trace cuts only if there is no whole one.
    public static List<TracedPasses> of(Trace trace, PassPricer pricer) {
        boolean whole = trace.passes().stream().anyMatch(TracedPass::whole);
        Map<List<Object>, List<TracedPass>> alike = new LinkedHashMap<>();
        for (TracedPass pass : trace.passes()) {
            if (pass.whole() == whole) {
                alike.computeIfAbsent(List.of(pass.layers(), pass.rows()), _ -> new ArrayList<>())
                        .add(pass);
            }
        }
        List<TracedPasses> all = new ArrayList<>();
        for (List<TracedPass> passes : alike.values()) {
            PassPricer.Answer answer = pricer.of(passes.get(passes.size() / 2));
            all.add(new TracedPasses(passes, whole, answer.prices(), answer.reason()));
        }
        return all;
    }

    /// The first of the passes.
    public TracedPass first() {
        return passes.getFirst();
    }

    /// The middle of all passes.
    public double middle(ToDoubleFunction<TracedPass> value) {
        return Statistics.quantile(passes.stream().mapToDouble(value).toArray(), 50);
    }

    /// Operators in the order of their execution, then those that are only priced, then the time in which no kernel ran.
    public List<Part> parts() {
        Set<String> names = new LinkedHashSet<>();
        passes.forEach(pass -> names.addAll(pass.operators().keySet()));
        prices.ifPresent(known -> names.addAll(known.operators().keySet()));
        List<Part> parts = new ArrayList<>();
        for (String name : names) {
            parts.add(new Part(
                    name,
                    (int) middle(pass -> part(pass, name).kernels()),
                    middle(pass -> part(pass, name).seconds()),
                    prices.map(known -> known.operators().get(name))));
        }
        parts.add(new Part(DISPATCH, 0, middle(TracedPass::dispatchSeconds), Optional.empty()));
        return parts;
    }

    private static TracedPass.Part part(TracedPass pass, String name) {
        return pass.operators().getOrDefault(name, new TracedPass.Part(0, 0));
    }
}
