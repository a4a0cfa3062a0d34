package org.unmask.app.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.op.DType;
import org.unmask.core.text.Names;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Backend;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
            "The names of models, devices and profiles are those of the catalogue when the script is printed."
        })
final class CompletionCommand implements Callable<Integer> {
    private static final String NAME = "unmask";
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

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
        complete(line, names());
        context.out().print(shell.equals("fish") ? FishCompletion.of(NAME, line) : AutoComplete.bash(NAME, line));
        return 0;
    }

    /// What may stand behind an option, by the name of the option.
    private Map<String, List<String>> names() throws IOException {
        Catalog catalog = context.catalog();
        List<String> types = Arrays.stream(DType.values()).map(DType::id).toList();
        List<String> strategies =
                Strategies.ALL.stream().map(StrategyFamily::id).toList();
        List<String> models = catalog.models();
        Map<String, List<String>> names = new HashMap<>();
        Set.of("--model", "--ar", "--dlm").forEach(option -> names.put(option, models));
        names.put("--device", catalog.devices());
        names.put("--profile", catalog.profiles());
        Set.of("--strategy", "--ar-strategy").forEach(option -> names.put(option, strategies));
        Set.of("--dtype", "--kv-dtype", "--weight-dtype", "--activation-dtype")
                .forEach(option -> names.put(option, types));
        names.put("--backend", Backends.installed().stream().map(Backend::name).toList());
        return names;
    }

    private static void complete(CommandLine line, Map<String, List<String>> names) {
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            List<String> candidates = names.get(option.longestName());
            if (candidates != null) {
                spec.remove(option);
                // The script has a variable for each label, so every option needs one of its own.
                spec.addOption(OptionSpec.builder(option)
                        .paramLabel(option.longestName().substring(2))
                        .completionCandidates(candidates)
                        .build());
            }
        }
        new LinkedHashMap<>(line.getSubcommands()).values().forEach(each -> complete(each, names));
    }
}
