package org.unmask.cost.roofline;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Definition;
import org.unmask.core.op.Symbol;
import org.unmask.core.op.Term;
import org.unmask.core.op.Work;
import org.unmask.cost.timing.Basis;

/// Equal runs of an operator in a pass, and why each takes its time.
///
/// A run under roofs takes `max(c, m) + (1 − overlap) · min(c, m) + added`, `c` being [#arithmeticSeconds] and `m`
/// [#trafficSeconds]. A run that was timed takes what the clock said, whatever the roofs.
///
/// @param definition  what the operator computes; empty for exchanges between devices, and for dispatch
/// @param calls  in the pass, of one micro-batch
/// @param microBatches  equal ones that a pipeline has at the same time; 1 without a pipeline
/// @param terms  of one run on one device; their sum is `work`
/// @param work  of one run on one device
/// @param total  of all runs on all devices
/// @param roofs  of one device, efficiencies included
/// @param overlap  share of the shorter of arithmetic and traffic that hides behind the longer
/// @param addedSeconds  to every run, by the profile or the latency of the link
/// @param seconds  of one run; 0 if it runs beside a longer micro-batch
public record Run(
        String name,
        Optional<Definition> definition,
        int calls,
        int microBatches,
        List<Term> terms,
        Work work,
        Work total,
        Roofline roofs,
        double overlap,
        double addedSeconds,
        double seconds,
        Basis basis) {
    public Run {
        terms = List.copyOf(terms);
    }

    /// The host starting work, for a time that the operators do not fill.
    static Run idle(int layers, double seconds, Roofline roofs) {
        return new Run(
                Pricer.DISPATCH,
                Optional.empty(),
                layers,
                1,
                List.of(),
                Work.NONE,
                Work.NONE,
                roofs,
                1,
                0,
                seconds / layers,
                Basis.ROOFLINE);
    }

    /// The sizes that the terms name, in order of first use.
    public List<Symbol> symbols() {
        return terms.stream()
                .flatMap(term -> term.factors().stream())
                .filter(Symbol::isNamed)
                .distinct()
                .toList();
    }

    /// Whether the seconds were read off a clock, or between such times.
    public boolean isTimed() {
        return basis.isClocked();
    }

    /// The arithmetic of one run under its roof alone.
    public double arithmeticSeconds() {
        return roofs.computeSeconds(work);
    }

    /// The traffic of one run under its roof alone.
    public double trafficSeconds() {
        return roofs.memorySeconds(work);
    }

    /// What one term would take alone.
    public double seconds(Term term) {
        return term.amount() / (term.kind().isArithmetic() ? roofs.flopsPerSecond() : roofs.bytesPerSecond());
    }

    /// What decides the time of a run.
    public Bound bound() {
        if (name.equals(Pricer.DISPATCH)) {
            return Bound.DISPATCH;
        }
        return work.linkBytes() > 0 ? Bound.LINK : roofs.bound(work);
    }

    /// All runs together.
    public double allSeconds() {
        return calls * seconds;
    }

    /// Whether another is of the same operator with the same shapes, so that only their number tells them apart.
    boolean isLike(Run other) {
        return name.equals(other.name)
                && microBatches == other.microBatches
                && terms.equals(other.terms)
                && seconds == other.seconds;
    }

    /// This run and further ones like it.
    Run and(Run more) {
        return new Run(
                name,
                definition,
                calls + more.calls,
                microBatches,
                terms,
                work,
                total.plus(more.total),
                roofs,
                overlap,
                addedSeconds,
                seconds,
                basis.and(more.basis));
    }
}
