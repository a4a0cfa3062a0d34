package org.unmask.app.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.core.text.Names;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The help of a command, as its own option prints it.
@Command(
        name = "help",
        helpCommand = true,
        description = "Print the help of a command, or this list.",
        footer = {"", "Examples:", "  unmask help", "  unmask help predict", "  unmask help models synthesize"})
final class HelpCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "A command, and one below it.")
    private List<String> names = List.of();

    HelpCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine().getParent();
        for (String name : names) {
            CommandLine below = command.getSubcommands().get(name);
            if (below == null) {
                throw Names.unknown("command", name, command.getSubcommands().keySet());
            }
            command = below;
        }
        command.usage(context.out());
        context.out().flush();
        return 0;
    }
}
