package org.unmask.app.cli;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The browser of this desktop, if there is one.
final class Browser {
    private static final List<String> DISPLAYS = List.of("DISPLAY", "WAYLAND_DISPLAY");

    private Browser() {}

    /// Shows an address; does nothing where there is no desktop. The address is printed anyway.
    static void open(URI address) {
        Optional<List<String>> command = command(System.getProperty("os.name", ""), System.getenv(), address);
        if (command.isPresent()) {
            try {
                new ProcessBuilder(command.get())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException _) {
                // a convenience only
            }
        }
    }

    /// The command that opens an address; empty where there is no desktop.
    static Optional<List<String>> command(String system, Map<String, String> environment, URI address) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", address.toString()));
        }
        if (name.startsWith("mac")) {
            return Optional.of(List.of("open", address.toString()));
        }
        return DISPLAYS.stream().noneMatch(environment::containsKey)
                ? Optional.empty()
                : found("xdg-open", environment.getOrDefault("PATH", ""))
                        .map(program -> List.of(program.toString(), address.toString()));
    }

    private static Optional<Path> found(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
