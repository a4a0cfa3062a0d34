package org.unmask.app.terminal;

import java.util.Locale;

/// When colours are drawn.
public enum Color {
    /// Unless `NO_COLOR` forbids it.
    AUTO {
        @Override
        public Palette palette(Console console) {
            return console.palette();
        }
    },
    /// Whatever `NO_COLOR` says.
    ALWAYS {
        @Override
        public Palette palette(Console console) {
            return console.colours();
        }
    },
    NEVER {
        @Override
        public Palette palette(Console console) {
            return Palette.PLAIN;
        }
    };

    /// The colours on a terminal.
    public abstract Palette palette(Console console);

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
