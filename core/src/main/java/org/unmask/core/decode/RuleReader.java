package org.unmask.core.decode;

import java.util.List;

/// Makes the rule that the values of a strategy describe.
final class RuleReader {
    private RuleReader() {}

    /// A fixed schedule, or one rule that depends on logits, or an assumption.
    static Rule anyRule(Values values) {
        return rule(values, false);
    }

    /// [#anyRule], but steps beside a threshold say how many tokens a pass commits at least.
    static Rule thresholdWithFloor(Values values) {
        return rule(values, true);
    }

    /// A threshold or an assumption, for a strategy whose passes always depend on logits.
    static Rule logitRule(Values values) {
        return values.find(StrategyKeys.THRESHOLD)
                .<Rule>map(threshold -> new Rule.Threshold(threshold, 0))
                .orElseGet(Rule.Assumed::new);
    }

    /// [#logitRule] if a threshold or an assumption is given, else a fixed schedule of one token per pass.
    ///
    /// @param positions  decoded together
    static Rule logitRuleOrOneByOne(Values values, int positions) {
        return values.has(StrategyKeys.THRESHOLD) || StrategyKeys.isAssumed(values.spec())
                ? logitRule(values)
                : new Rule.Fixed(positions);
    }

    private static Rule rule(Values values, boolean floors) {
        List<Key<Double>> given =
                StrategyKeys.LOGIT_RULES.stream().filter(values::has).toList();
        boolean floor = floors && given.equals(List.of(StrategyKeys.THRESHOLD));
        check(values, given, floor);
        if (!given.isEmpty()) {
            Key<Double> key = given.getFirst();
            double value = values.get(key);
            if (key.equals(StrategyKeys.FACTOR)) {
                return new Rule.Factor(value);
            }
            return key.equals(StrategyKeys.ENTROPY)
                    ? new Rule.EntropyBound(value)
                    : new Rule.Threshold(
                            value, floor ? values.find(StrategyKeys.STEPS).orElse(0) : 0);
        }
        if (StrategyKeys.isAssumed(values.spec()) && !values.has(StrategyKeys.STEPS)) {
            return new Rule.Assumed();
        }
        return new Rule.Fixed(
                values.get(StrategyKeys.STEPS), values.get(StrategyKeys.PACE), values.get(StrategyKeys.ORDER));
    }

    /// @throws IllegalArgumentException if keys are given that exclude each other
    private static void check(Values values, List<Key<Double>> given, boolean floor) {
        if (given.size() > 1) {
            String names = String.join(" and ", given.stream().map(Key::name).toList());
            throw bad(values, "gives " + names + "; leave all but one out");
        }
        if (values.has(StrategyKeys.STEPS)
                && !floor
                && (!given.isEmpty() || values.has(StrategyKeys.TOKENS_PER_PASS))) {
            Key<?> other = given.isEmpty() ? StrategyKeys.TOKENS_PER_PASS : given.getFirst();
            throw bad(
                    values, "gives steps, a fixed schedule, together with " + other.name() + "; leave one of them out");
        }
        boolean ordered = values.has(StrategyKeys.ORDER);
        if (!given.isEmpty() && (ordered || values.has(StrategyKeys.PACE))) {
            Key<?> other = ordered ? StrategyKeys.ORDER : StrategyKeys.PACE;
            throw bad(
                    values,
                    "gives " + given.getFirst().name() + " together with " + other.name()
                            + ", which orders a fixed schedule; leave one of them out");
        }
    }

    private static IllegalArgumentException bad(Values values, String what) {
        return new IllegalArgumentException("strategy '" + values.spec() + "' " + what);
    }
}
