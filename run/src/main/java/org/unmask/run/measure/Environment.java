package org.unmask.run.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.unmask.core.text.Units;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.run.session.FreeMemory;

/// Everything about this machine that a reader needs to judge a measurement, as names and texts in a fixed order.
public final class Environment {
    /// The version of the program.
    public static final String VERSION = "0.1.0";

    private Environment() {}

    /// Describes what a run depends on: machine, system, Java, backend and version, by name.
    ///
    /// @param home  the folder of the program, for the git commit
    /// @param backend  the one that runs
    public static Map<String, String> describe(Path home, Backend backend, int threads) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        facts.put("memory", Units.bytes(FreeMemory.machineBytes()));
        facts.put(
                "operating system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put(
                "java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + ", "
                        + System.getProperty("java.vendor"));
        facts.put("backend", backend.name() + ", " + threads + " threads (" + detail(backend) + ")");
        for (Backend other : Backends.installed()) {
            if (!other.name().equals(backend.name())) {
                facts.put("backend " + other.name(), "not used: " + detail(other));
            }
        }
        facts.put("git commit", gitCommit(home));
        return facts;
    }

    /// The processor's own name for itself.
    public static String cpu() {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException _) {
                // fall through to what Java knows
            }
        }
        return System.getProperty("os.arch");
    }

    /// What a backend runs on, or why it does not.
    static String detail(Backend backend) {
        return switch (backend.availability()) {
            case Availability.Ready ready -> ready.detail();
            case Availability.Missing missing -> missing.reason();
        };
    }

    private static String gitCommit(Path home) {
        String commit = git(home, "rev-parse", "--short=12", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        return commit
                + (git(home, "status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : " with local changes");
    }

    private static String git(Path home, String... arguments) {
        List<String> command = Stream.concat(Stream.of("git", "-C", home.toString()), Stream.of(arguments))
                .toList();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "";
        } catch (IOException _) {
            return "";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
