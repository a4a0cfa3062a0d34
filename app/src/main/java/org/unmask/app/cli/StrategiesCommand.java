package org.unmask.app.cli;

import java.util.Locale;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.text.Paragraph;
import picocli.CommandLine.Command;

/// The strategies and their keys.
@Command(
        name = "strategies",
        mixinStandardHelpOptions = true,
        description = "List the decoding strategies and their keys.")
final class StrategiesCommand implements Runnable {
    private final Context context;

    StrategiesCommand(Context context) {
        this.context = context;
    }

    @Override
    public void run() {
        for (StrategyFamily family : Strategies.ALL) {
            context.out().println(family.id());
            print("    ", family.summary());
            for (Key<?> key : family.keys()) {
                String initial = key.initial()
                        .map(value -> " (default " + value.text() + ")")
                        .orElse("");
                print(String.format(Locale.ROOT, "    %-16s ", key.name()), key.meaning() + initial);
            }
        }
        context.out().flush();
    }

    private void print(String label, String words) {
        context.out().print(Paragraph.of(label, words, context.console().columns()));
    }
}
