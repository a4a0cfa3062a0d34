package org.unmask.run.template;

/// What a template may still do. Everything it computes is counted, so that it ends.
final class Budget {
    /// Far above what long conversations take: a published template takes some hundred steps for each turn.
    private static final long STEPS = 4_000_000;

    private static final int CHARACTERS = 1 << 24;
    private static final int CHARACTERS_PER_STEP = 16;
    private static final int DEPTH = 64;

    private long steps = STEPS;
    private int depth;

    /// One step.
    void step() {
        steps(1);
    }

    /// As many steps as elements are made or looked at.
    void steps(long count) {
        steps -= count;
        if (steps < 0) {
            throw new TemplateException("it takes more than " + STEPS + " steps");
        }
    }

    /// A text that was made.
    String text(String made) {
        if (made.length() > CHARACTERS) {
            throw new TemplateException("it makes a text of more than " + CHARACTERS + " characters");
        }
        steps(1 + made.length() / CHARACTERS_PER_STEP);
        return made;
    }

    /// Checks the length of a text that is to be made.
    void checkLength(long characters) {
        if (characters > CHARACTERS) {
            throw new TemplateException("it makes a text of more than " + CHARACTERS + " characters");
        }
    }

    /// A call inside of others.
    void enter() {
        if (++depth > DEPTH) {
            throw new TemplateException("its macros call each other more than " + DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }
}
