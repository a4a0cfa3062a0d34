package org.unmask.cost.roofline;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.unmask.core.model.Experts;
import org.unmask.core.model.RankLoad;
import org.unmask.core.op.MixtureOperator;

/// Experts that are dealt out whole to ranks: what a layer's experts compute on one of them, and on all. Not thread-safe.
///
/// A rank computes rows, one for each choice of one of its experts, whatever token it is of; so there each row has one expert.
final class ExpertRanks {
    private static final int MOST_LOADS = 1 << 16;

    private record Asked(long tokens, OptionalDouble counted) {}

    private final Experts experts;
    private final Map<Asked, RankLoad> loads = new HashMap<>();

    ExpertRanks(Experts experts) {
        this.experts = experts;
    }

    /// What the busiest rank is expected to have.
    ///
    /// @param counted  distinct experts that a run counted
    RankLoad load(MixtureOperator.Experts all, OptionalDouble counted) {
        if (loads.size() == MOST_LOADS) {
            loads.clear();
        }
        return loads.computeIfAbsent(
                new Asked(all.tokens(), counted), asked -> experts.busiest(asked.tokens(), asked.counted()));
    }

    /// The operator of the busiest rank; its rows are rounded to whole ones.
    MixtureOperator.Experts busiest(MixtureOperator.Experts all, RankLoad load) {
        return new MixtureOperator.Experts(
                Math.round(load.rows()),
                all.hidden(),
                all.intermediate(),
                experts.held(),
                1,
                all.matrices(),
                OptionalDouble.of(load.distinct()));
    }

    /// The operators of all ranks as one.
    MixtureOperator.Experts together(MixtureOperator.Experts all) {
        return new MixtureOperator.Experts(
                Math.multiplyExact(all.tokens(), all.perToken()),
                all.hidden(),
                all.intermediate(),
                all.experts(),
                1,
                all.matrices(),
                OptionalDouble.of(all.distinct()));
    }
}
