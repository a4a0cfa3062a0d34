package org.unmask.app.cli;

import java.util.Locale;
import org.unmask.core.decode.Strategies;
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
        for (Strategies.Family family : Strategies.ALL) {
            context.out().println(family.id());
            print("    ", family.summary());
            for (Strategies.Key key : family.keys()) {
                String initial = key.initial().isEmpty() ? "" : " (default " + key.initial() + ")";
                print(String.format(Locale.ROOT, "    %-16s ", key.name()), key.meaning() + initial);
            }
        }
        context.out().flush();
    }

    private void print(String label, String words) {
        context.out().print(Paragraph.of(label, words, context.console().columns()));
    }
}
