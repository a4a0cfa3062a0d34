package org.unmask.core.op;

/// The sizes that counting rules name, in the notation of `docs/method.md`.
final class Sizes {
    private Sizes() {}

    static Symbol number(long value) {
        return Symbol.number(value);
    }

    static Symbol size(String name, String meaning, double value) {
        return new Symbol(name, meaning, value);
    }

    static Symbol tokens(long tokens) {
        return size("T", "rows of the operator: B·q, sequences times queries", tokens);
    }

    static Symbol hidden(int width) {
        return size("h", "hidden width", width);
    }

    static Symbol withBias(Symbol inputs) {
        return size("(" + inputs.name() + " + 1)", inputs.meaning() + ", and one for the bias", inputs.value() + 1);
    }

    static Symbol queryWidth(int width) {
        return size("Hq", "width of queries: heads · d", width);
    }

    static Symbol keyWidth(int width) {
        return size("Hk", "width of keys: key heads · d", width);
    }

    static Symbol heads(int queryWidth, int keyWidth) {
        return size("(Hq + Hk)", "width of queries and keys", (double) queryWidth + keyWidth);
    }

    static Symbol perToken(int count) {
        return size("k", "experts of a token", count);
    }

    static Symbol rows(long rows, Weight weight) {
        return weight == Weight.LM_HEAD || weight == Weight.EMBEDDING || weight == Weight.FINAL_NORM
                ? size("R", "rows of logits: sequences times logit rows", rows)
                : tokens(rows);
    }

    static Symbol inputs(int width, Weight weight) {
        return switch (weight) {
            case OUTPUT -> size("Hq", "width of attended values", width);
            case DOWN -> size("f", "width of the MLP", width);
            case QUERY_NORM, KEY_NORM -> size("r", "width of the latent rows", width);
            default -> size("h", "hidden width", width);
        };
    }

    static Symbol outputs(int width, Weight weight) {
        return switch (weight) {
            case OUTPUT, DOWN -> hidden(width);
            case LM_HEAD, EMBEDDING -> size("V", "vocabulary", width);
            default -> size("m", "width of the results", width);
        };
    }
}
