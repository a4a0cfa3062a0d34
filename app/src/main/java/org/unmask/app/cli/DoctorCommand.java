package org.unmask.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.Units;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.run.measure.Environment;
import org.unmask.run.session.FreeMemory;
import picocli.CommandLine.Command;

/// What this machine has of all that the program can use.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Look at this machine: Java, processor, memory, huge pages, disk, backends, browser, and what was measured here before.",
            "The exit code is 1 if something is missing without which models do not run or nothing can be written; everything else only costs comfort or speed."
        },
        footer = {"", "Examples:", "  unmask doctor", "  unmask doctor && unmask study", "  unmask doctor > machine.txt"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int LABEL = 15;
    /// The small pair in float32 with room to work, and what a study writes.
    private static final long LEAST_MEMORY = 4L << 30;

    private static final long LEAST_DISK = 1L << 30;
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private final Context context;

    DoctorCommand(Context context) {
        this.context = context;
    }

    /// @param state  how it stands
    private record Finding(String label, State state, String text) {}

    private enum State {
        FINE("ok"),
        SLOWER("note"),
        MISSING("missing");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                "program",
                State.FINE,
                Environment.VERSION + " in " + context.home().toAbsolutePath()));
        findings.add(new Finding("Java", State.FINE, java()));
        findings.add(new Finding(
                "processor",
                State.FINE,
                Environment.cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors"));
        findings.add(memory(FreeMemory.machineBytes(), FreeMemory.now()));
        findings.add(hugePages(HUGE_PAGES));
        findings.add(disk("disk here", Path.of("").toAbsolutePath()));
        for (Backend backend : Backends.installed()) {
            findings.add(backend(backend.name(), backend.availability()));
        }
        findings.add(browser(System.getProperty("os.name", ""), System.getenv()));
        findings.add(measured(context.catalog()));
        for (Finding finding : findings) {
            context.out()
                    .print(Paragraph.of(
                            finding.label(),
                            LABEL,
                            finding.state().word + ": " + finding.text(),
                            context.console().columns()));
        }
        context.out().flush();
        return findings.stream().anyMatch(finding -> finding.state() == State.MISSING) ? 1 : 0;
    }

    private static String java() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " in "
                + System.getProperty("java.home");
    }

    private static Finding memory(long all, long free) {
        String text = Units.bytes(free) + " of " + Units.bytes(all) + " are free";
        return free >= LEAST_MEMORY
                ? new Finding("memory", State.FINE, text)
                : new Finding(
                        "memory",
                        State.SLOWER,
                        text + "; `unmask study` runs a pair that needs up to " + Units.bytes(LEAST_MEMORY));
    }

    /// The file of the kernel has the setting in brackets: `always [madvise] never`.
    private static Finding hugePages(Path file) {
        Optional<String> setting = setting(file);
        if (setting.isEmpty()) {
            return new Finding("huge pages", State.SLOWER, "this system does not say whether it has any");
        }
        return setting.get().equals("never")
                ? new Finding(
                        "huge pages",
                        State.SLOWER,
                        "switched off, so that weights are read more slowly; for a measurement write madvise into "
                                + file)
                : new Finding("huge pages", State.FINE, setting.get());
    }

    private static Optional<String> setting(Path file) {
        try {
            Matcher chosen = Pattern.compile("\\[(\\w+)]").matcher(Files.readString(file));
            return chosen.find() ? Optional.of(chosen.group(1)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Finding disk(String label, Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        String text = Units.bytes(store.getUsableSpace()) + " are free in " + folder;
        if (!Files.isWritable(folder)) {
            return new Finding(label, State.MISSING, text + ", but nothing can be written there; go to another folder");
        }
        return store.getUsableSpace() >= LEAST_DISK
                ? new Finding(label, State.FINE, text)
                : new Finding(label, State.MISSING, text + "; a study needs up to " + Units.bytes(LEAST_DISK));
    }

    private static Finding backend(String name, Availability availability) {
        return switch (availability) {
            case Availability.Ready ready -> new Finding("backend " + name, State.FINE, ready.detail());
            case Availability.Missing missing -> new Finding("backend " + name, State.SLOWER, missing.reason());
        };
    }

    private static Finding browser(String system, Map<String, String> environment) {
        return Browser.command(system, environment, URI.create("http://127.0.0.1/"))
                .map(command -> new Finding("browser", State.FINE, "opened with " + command.getFirst()))
                .orElse(
                        new Finding(
                                "browser",
                                State.SLOWER,
                                "there is no desktop here; `unmask explore` prints the address to open, and reports are files"));
    }

    /// Whether roofs and operators of this machine are known.
    private static Finding measured(Catalog catalog) throws IOException {
        List<String> known = new ArrayList<>();
        if (catalog.devices().contains(Catalog.THIS_MACHINE)) {
            known.add("roofs (--device " + Catalog.THIS_MACHINE + ")");
        }
        if (catalog.profiles().contains(Catalog.THIS_MACHINE)) {
            known.add("operators (--profile " + Catalog.THIS_MACHINE + ")");
        }
        return known.isEmpty()
                ? new Finding(
                        "measured",
                        State.SLOWER,
                        "nothing yet; `unmask probe --operators` lets predictions be made for this machine")
                : new Finding("measured", State.FINE, String.join(", ", known));
    }
}
