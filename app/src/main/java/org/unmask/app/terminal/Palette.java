package org.unmask.app.terminal;

import java.util.List;
import org.jline.utils.AttributedStyle;

/// How things look on the terminal. Colours are numbers of the 256-colour palette; terminals agree on those from 16.
///
/// A token stands out in the pass that commits it and in the next, then settles to the shade of its confidence. Without
/// colours, weight and lines say the same, as far as they can.
public enum Palette {
    /// Unsure tokens are dusky, sure ones bright.
    DARK(241, 239, 74, 80, 213, 245),
    /// Unsure tokens are pale, sure ones dark.
    LIGHT(246, 251, 32, 30, 163, 242),
    /// For `NO_COLOR` and terminals that have none.
    PLAIN(-1, -1, -1, -1, -1, -1);

    /// Least confidence of each shade but the first.
    private static final double[] STEPS = {0.3, 0.5, 0.7, 0.9, 0.97};

    private static final List<Integer> SHADES_ON_DARK = List.of(132, 139, 146, 152, 188, 255);
    private static final List<Integer> SHADES_ON_LIGHT = List.of(175, 139, 103, 66, 239, 232);

    private static final AttributedStyle NONE = AttributedStyle.DEFAULT;
    private static final int ON_BRIGHT = 16;
    private static final int ON_DARK = 231;

    private final int prompt;
    private final int mask;
    private final int activeMask;
    private final int fresh;
    private final int edit;
    private final int status;

    Palette(int prompt, int mask, int activeMask, int fresh, int edit, int status) {
        this.prompt = prompt;
        this.mask = mask;
        this.activeMask = activeMask;
        this.fresh = fresh;
        this.edit = edit;
        this.status = status;
    }

    /// What the program did not generate, and notes in between.
    AttributedStyle aside() {
        return this == PLAIN ? NONE.faint() : NONE.foreground(prompt);
    }

    AttributedStyle mask(boolean active) {
        return this == PLAIN ? NONE : NONE.foreground(active ? activeMask : mask);
    }

    AttributedStyle border(boolean active) {
        if (this == PLAIN) {
            return active ? NONE.bold() : NONE;
        }
        return active ? NONE.foreground(activeMask).bold() : NONE.foreground(prompt);
    }

    AttributedStyle token(Cell.Decided token) {
        AttributedStyle style = this == PLAIN ? plain(token) : coloured(token);
        return token.edited() ? style.underline() : style;
    }

    /// An end token that has just been committed.
    AttributedStyle end() {
        return this == PLAIN ? NONE.bold() : NONE.foreground(fresh).bold();
    }

    private static AttributedStyle plain(Cell.Decided token) {
        return token.age() == 0 ? NONE.inverse() : token.age() == 1 ? NONE.bold() : NONE;
    }

    private AttributedStyle coloured(Cell.Decided token) {
        int accent = token.edited() ? edit : fresh;
        return switch (token.age()) {
            case 0 -> NONE.foreground(this == LIGHT ? ON_DARK : ON_BRIGHT).background(accent);
            case 1 -> NONE.foreground(accent).bold();
            default -> NONE.foreground(shade(token.confidence()));
        };
    }

    private int shade(double confidence) {
        int step = 0;
        while (step < STEPS.length && confidence >= STEPS[step]) {
            step++;
        }
        return (this == LIGHT ? SHADES_ON_LIGHT : SHADES_ON_DARK).get(step);
    }

    AttributedStyle status() {
        return this == PLAIN ? NONE : NONE.foreground(status);
    }

    /// What of the status matters most.
    AttributedStyle count() {
        return this == PLAIN ? NONE.bold() : NONE.foreground(fresh).bold();
    }

    AttributedStyle bar(boolean filled) {
        if (this == PLAIN) {
            return NONE;
        }
        return NONE.foreground(filled ? fresh : mask);
    }
}
