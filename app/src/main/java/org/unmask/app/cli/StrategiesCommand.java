package org.unmask.app.cli;

import java.util.List;
import java.util.Locale;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.text.Paragraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The strategies and their keys.
@Command(
        name = "strategies",
        mixinStandardHelpOptions = true,
        description = "List the decoding strategies and their keys.",
        footer = {
            "",
            "Examples:",
            "  unmask strategies",
            "  unmask strategies diffusion dual-cache",
            "  unmask strategies block-diffusion | grep threshold"
        })
final class StrategiesCommand implements Runnable {
    private final Context context;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names to list. Default: all.")
    private List<String> names = List.of();

    StrategiesCommand(Context context) {
        this.context = context;
    }

    @Override
    public void run() {
        for (StrategyFamily family : wanted()) {
            context.out().println(family.id());
            print("    ", family.summary());
            family.obstacle().ifPresent(reason -> print("    ", "priced, not run: " + reason));
            for (Key<?> key : family.keys()) {
                String initial = key.initial()
                        .map(value -> " (default " + value.text() + ")")
                        .orElse("");
                print(String.format(Locale.ROOT, "    %-16s ", key.name()), key.meaning() + initial);
            }
        }
        context.out().flush();
    }

    private List<StrategyFamily> wanted() {
        return names.isEmpty()
                ? Strategies.ALL
                : names.stream().map(Strategies::family).toList();
    }

    private void print(String label, String words) {
        context.out().print(Paragraph.of(label, words, context.console().columns()));
    }
}
