package org.unmask.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Completions for the fish shell: a line for each command and each option.
final class FishCompletion {
    private static final String START = "complete -c unmask";

    /// What fish asks while a person types: names that were measured, and keys of strategies.
    private static final String FUNCTIONS = """
            # Completion of unmask for fish; printed by `unmask completion fish`.

            function __unmask_own
                for file in $HOME/.unmask/$argv[1]/*.json
                    string replace -r '.*/(.*)[.]json$' '$1' -- $file
                end
            end

            function __unmask_strategies
                set -l typed (string replace -r -- '^--[^=]*=' '' (commandline -ct))
                set -l head (string match -r -- '^.*[:,]' $typed)
                if test -z "$head"
                    string split ' ' -- '<strategies>'
                    return
                end
                set -l key (string match -r -- '[^:,]*=$' (string replace -r -- '=.*' '=' (string replace -r -- '^.*[:,]' '' $typed)))
                set -l words
                switch (string replace -r -- ':.*' '' $typed)
            <keys>    end
                for word in $words
                    if string match -q -- '*=*' $word; and test -z "$key"
                        echo $head(string replace -r -- '=.*' '=' $word)
                    else if test -n "$key"; and string match -q -- "$key*" $word
                        echo $head$word
                    end
                end
            end

            complete -c unmask -f
            """;

    private final Expectations expectations;
    private final ShellCompletion.Named named;
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(Expectations expectations, ShellCompletion.Named named) {
        this.expectations = expectations;
        this.named = named;
    }

    /// The script.
    static String of(CommandLine line, Expectations expectations, ShellCompletion.Named named) {
        FishCompletion fish = new FishCompletion(expectations, named);
        Map<String, CommandLine> commands = ShellCompletion.commands(line);
        commands.forEach((path, command) -> fish.add(path, command.getCommandSpec()));
        return FUNCTIONS
                        .replace(
                                "<strategies>",
                                Strategies.ALL.stream().map(StrategyFamily::id).collect(Collectors.joining(" ")))
                        .replace(
                                "<keys>",
                                Strategies.ALL.stream()
                                        .map(FishCompletion::keys)
                                        .collect(Collectors.joining()))
                + String.join("\n", fish.lines) + "\n";
    }

    /// Keys with their values, where these can be listed.
    private static String keys(StrategyFamily family) {
        String words = family.keys().stream().flatMap(FishCompletion::assigned).collect(Collectors.joining(" "));
        return "        case " + family.id() + "\n            set words " + words + "\n";
    }

    private static Stream<String> assigned(Key<?> key) {
        return key.domain().choices().isEmpty()
                ? Stream.of(key.name() + "=")
                : key.domain().choices().stream().map(choice -> key.name() + "=" + choice);
    }

    private void add(String path, CommandSpec spec) {
        String command = path.replaceFirst(".*/", "");
        String above = path.contains("/")
                ? quoted("__fish_seen_subcommand_from " + path.substring(0, path.indexOf('/')))
                : "__fish_use_subcommand";
        lines.add(START + " -n " + above + " -a " + command
                + described(spec.usageMessage().description()));
        String condition = " -n " + quoted("__fish_seen_subcommand_from " + command);
        for (OptionSpec option : spec.options()) {
            lines.add(START + condition + names(option) + values(path, option) + described(option.description()));
        }
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            String values = values(path, argument);
            if (!values.equals(" -x")) {
                lines.add(START + condition + values.replaceFirst("^ -[rx]", ""));
            }
        }
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return names.toString();
    }

    private String values(String path, ArgSpec arg) {
        Expected expected = expectations.of(path.replace('/', ' '), arg);
        return switch (expected.kind()) {
            case FLAG -> "";
            case ANYTHING -> " -x";
            case FILE -> " -r -F";
            case FOLDER -> " -x -a '(__fish_complete_directories)'";
            case MODEL -> " -r -F -a " + quoted(String.join(" ", named.models()));
            case DEVICE -> " -r -F -a " + quoted(String.join(" ", named.devices()) + " (__unmask_own devices)");
            case PROFILE -> " -r -F -a " + quoted(String.join(" ", named.profiles()) + " (__unmask_own profiles)");
            case STRATEGY -> " -x -a '(__unmask_strategies)'";
            case WORDS -> " -x -a " + quoted(String.join(" ", expected.words()));
        };
    }

    /// The first sentence.
    private static String described(String[] description) {
        String text = String.join(" ", description).replace("%n", "").strip();
        int end = text.indexOf(". ");
        return text.isEmpty() ? "" : " -d " + quoted(end < 0 ? text : text.substring(0, end + 1));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
