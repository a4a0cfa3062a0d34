package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.cli.ShellCompletion.Named;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.Names;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Scripts by which a shell completes commands, options, and the names of the catalogue.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print the script by which a shell completes commands, options and names.",
        footer = {
            "",
            "Examples:",
            "  eval \"$(unmask completion bash)\"      # in ~/.bashrc",
            "  eval \"$(unmask completion zsh)\"       # in ~/.zshrc, after compinit",
            "  unmask completion fish > ~/.config/fish/completions/unmask.fish",
            "",
            "Names of the catalogue are those of this version; devices and profiles that `unmask probe` measured are looked for while you type."
        })
final class CompletionCommand implements Callable<Integer> {
    /// Shells there is a script for.
    static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private final Context context;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private String shell = "";

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (!SHELLS.contains(shell)) {
            throw Names.unknown("shell", shell, SHELLS);
        }
        CommandLine line = Main.commandLine(context);
        // What a person has measured is looked for when the shell asks.
        Catalog catalog = Catalog.shipped(context.home());
        Expectations expectations = expectations(context.home(), line);
        Named named = new Named(catalog.models(), catalog.devices(), catalog.profiles());
        ShellCompletion completion = new ShellCompletion(line, expectations, named);
        context.out()
                .print(
                        switch (shell) {
                            case "bash" -> completion.bash();
                            case "zsh" -> completion.zsh();
                            default -> FishCompletion.of(line, expectations, named);
                        });
        return 0;
    }

    static Expectations expectations(Path home, CommandLine line) throws IOException {
        return new Expectations(line.getSubcommands().keySet(), StudyCommand.known(home));
    }
}
