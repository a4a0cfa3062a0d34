package org.unmask.app.terminal;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The terminal a command may draw on.
///
/// @param window  size of the terminal that standard error goes to now; empty if it goes elsewhere
/// @param output  size of the terminal that standard output goes to; empty if it goes elsewhere
/// @param environment  variables of the process
public record Console(
        Supplier<Optional<WindowSize>> window, Optional<WindowSize> output, Map<String, String> environment) {
    /// No terminal.
    public static final Console NONE = new Console(Optional::empty, Optional.empty(), Map.of());

    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    /// From this number on the first sixteen colours are light, 8 (dark grey) aside.
    private static final int LIGHT_GREY = 7;

    private static final int DARK_GREY = 8;

    /// The terminal of the process, as its descriptors and variables say. The launcher knows whether standard output goes to
    /// one, which saves a start the time of asking the system.
    public static Console ofProcess() {
        boolean none = "false".equals(System.getProperty("unmask.output"));
        return new Console(
                () -> WindowSize.of(STANDARD_ERROR),
                none ? Optional.empty() : WindowSize.of(STANDARD_OUTPUT),
                System.getenv());
    }

    /// Whether lines can change in place.
    public boolean canRedraw() {
        String type = environment.getOrDefault("TERM", "");
        return window.get().isPresent() && !type.isEmpty() && !type.equals("dumb");
    }

    /// Colours as `NO_COLOR` (https://no-color.org) and `COLORFGBG`, which some terminals set, ask for.
    public Palette palette() {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return Palette.PLAIN;
        }
        return colours();
    }

    /// Colours as `COLORFGBG` asks for.
    public Palette colours() {
        return hasLightBackground() ? Palette.LIGHT : Palette.DARK;
    }

    /// Whether standard output goes to a terminal.
    public boolean showsOutput() {
        return output.isPresent();
    }

    /// Columns for what is printed: as `COLUMNS` asks (POSIX, Base Definitions, 8.3), as the terminal has, or as many as
    /// wanted where there is none.
    public int columns() {
        String wanted = environment.getOrDefault("COLUMNS", "");
        return wanted.matches("[1-9]\\d{0,5}")
                ? Integer.parseInt(wanted)
                : output.map(WindowSize::columns).orElse(Integer.MAX_VALUE);
    }

    private boolean hasLightBackground() {
        String background = environment.getOrDefault("COLORFGBG", "").replaceAll(".*;", "");
        return background.matches("\\d{1,2}")
                && Integer.parseInt(background) >= LIGHT_GREY
                && Integer.parseInt(background) != DARK_GREY;
    }
}
