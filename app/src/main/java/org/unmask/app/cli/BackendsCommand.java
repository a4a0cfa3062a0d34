package org.unmask.app.cli;

import java.util.stream.Collectors;
import org.unmask.core.op.DType;
import org.unmask.core.text.Paragraph;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import picocli.CommandLine.Command;

/// The backends and whether they run here.
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        description =
                "List the backends of the engine, with the reason where one cannot run on this machine. `auto` chooses the first.",
        footer = {
            "",
            "Examples:",
            "  unmask backends",
            "  unmask backends | grep ready",
            "  unmask backends > backends.txt"
        })
final class BackendsCommand implements Runnable {
    private static final int LABEL = 11;

    private final Context context;

    BackendsCommand(Context context) {
        this.context = context;
    }

    @Override
    public void run() {
        for (Backend backend : Backends.installed()) {
            String types =
                    backend.weightTypes().stream().map(DType::id).sorted().collect(Collectors.joining(", "));
            String state = switch (backend.availability()) {
                case Availability.Ready ready -> "ready: " + ready.detail() + "; weights " + types;
                case Availability.Missing missing -> "cannot run here: " + missing.reason();
            };
            context.out()
                    .print(Paragraph.of(
                            backend.name(), LABEL, state, context.console().columns()));
        }
        context.out().flush();
    }
}
