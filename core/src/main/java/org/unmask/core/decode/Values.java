package org.unmask.core.decode;

import java.util.List;

/// The values of a specification, read with a clear error.
public record Values(StrategySpec spec, int generatedTokens) {
    int block(int most) {
        return positive("block", Math.min(most, generatedTokens));
    }

    int positive(String key, int initial) {
        return whole(key, initial, 1);
    }

    int count(String key, int initial) {
        return whole(key, initial, 0);
    }

    private int whole(String key, int initial, int least) {
        String text = spec.keys().get(key);
        if (text == null) {
            return initial;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException _) {
            // reported below, like a number out of range
        }
        throw bad(key, "a whole number from " + least);
    }

    double number(String key) {
        try {
            double value = Double.parseDouble(spec.keys().get(key));
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException _) {
            // reported below, like a number out of range
        }
        throw bad(key, "a number");
    }

    /// A number from 0 to `most`.
    double share(String key, double initial, double most) {
        if (!spec.keys().containsKey(key)) {
            return initial;
        }
        double value = number(key);
        if (!(value >= 0 && value <= most)) {
            throw bad(key, most == Double.MAX_VALUE ? "a number from 0" : "a number from 0 to " + most);
        }
        return value;
    }

    /// The number of the choice that is given; the first is the initial one.
    int choice(String key, String... choices) {
        String text = spec.keys().getOrDefault(key, choices[0]);
        int index = List.of(choices).indexOf(text);
        if (index < 0) {
            throw bad(key, String.join(" or ", choices));
        }
        return index;
    }

    boolean flag(String key) {
        return choice(key, "off", "on") == 1;
    }

    Order order() {
        String text = spec.keys().get("rule");
        return text == null ? Order.CONFIDENCE : Order.of(text);
    }

    /// The rule of a strategy in which a threshold replaces the fixed schedule.
    Rule rule() {
        return rule(false);
    }

    /// The rule of a strategy in which steps say how many tokens a pass commits at least when a threshold is given.
    Rule floorRule() {
        return rule(true);
    }

    /// The rule of a strategy whose passes always depend on the logits: a threshold, or an assumption.
    Rule dependentRule() {
        return has("threshold") ? new Rule.Threshold(number("threshold"), 0) : new Rule.Assumed();
    }

    /// A threshold, an assumption, or one token per pass.
    Rule subBlockRule(int subBlock) {
        if (has("threshold") || isAssumed()) {
            return dependentRule();
        }
        return new Rule.Fixed(positive("sub-block", subBlock));
    }

    private Rule rule(boolean floors) {
        boolean steps = has("steps");
        List<String> given = List.of("threshold", "factor", "entropy").stream()
                .filter(this::has)
                .toList();
        if (given.size() > 1) {
            throw new IllegalArgumentException(
                    "strategy '" + spec + "' gives " + String.join(" and ", given) + "; leave all but one out");
        }
        boolean floor = floors && given.equals(List.of("threshold"));
        if (steps && !floor && (!given.isEmpty() || has("tokens-per-pass"))) {
            throw new IllegalArgumentException("strategy '" + spec + "' gives steps, a fixed schedule, together with "
                    + (given.isEmpty() ? "tokens-per-pass" : given.getFirst()) + "; leave one of them out");
        }
        if (has("tokens-per-pass")) {
            Assumption.tokensPerPass(number("tokens-per-pass"), 1, 1);
        }
        boolean paced = has("rule") || has("schedule");
        if (!given.isEmpty()) {
            if (paced) {
                throw new IllegalArgumentException("strategy '" + spec + "' gives " + given.getFirst()
                        + " together with " + (has("rule") ? "rule" : "schedule")
                        + ", which orders a fixed schedule; leave one of them out");
            }
            return switch (given.getFirst()) {
                case "threshold" -> new Rule.Threshold(number("threshold"), floor ? count("steps", 0) : 0);
                case "factor" -> new Rule.Factor(number("factor"));
                default -> new Rule.EntropyBound(number("entropy"));
            };
        }
        if (isAssumed() && !steps) {
            return new Rule.Assumed();
        }
        Rule.Pace pace = choice("schedule", "even", "dream") == 0 ? Rule.Pace.EVEN : Rule.Pace.DREAM;
        return new Rule.Fixed(positive("steps", generatedTokens), pace, order());
    }

    private boolean isAssumed() {
        return has("tokens-per-pass") || has("profile");
    }

    private boolean has(String key) {
        return spec.keys().containsKey(key);
    }

    private IllegalArgumentException bad(String key, String expected) {
        return new IllegalArgumentException("bad value in strategy '" + spec + "': " + key + "="
                + spec.keys().get(key) + "; expected " + expected);
    }
}
