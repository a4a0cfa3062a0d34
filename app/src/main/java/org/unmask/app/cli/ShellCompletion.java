package org.unmask.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Completions for bash and zsh: tables, and functions that both shells read.
///
/// No process is started while a person types. Devices and profiles that were measured are looked for then, everything
/// else is written down in the script.
final class ShellCompletion {
    private static final String STRATEGY_FILE = "file";

    private final CommandLine line;
    private final Expectations expectations;
    private final Named named;

    /// Names that stand for something.
    record Named(List<String> models, List<String> devices, List<String> profiles) {
        Named {
            models = List.copyOf(models);
            devices = List.copyOf(devices);
            profiles = List.copyOf(profiles);
        }
    }

    ShellCompletion(CommandLine line, Expectations expectations, Named named) {
        this.line = line;
        this.expectations = expectations;
        this.named = named;
    }

    /// The script for bash.
    String bash() {
        return "# Completion of unmask for bash; printed by `unmask completion bash`.\n\n" + tables()
                + resource("completion.sh") + resource("completion.bash");
    }

    /// The script for zsh.
    String zsh() {
        return "#compdef unmask\n# Completion of unmask for zsh; printed by `unmask completion zsh`.\n\n" + tables()
                + resource("completion.sh") + resource("completion.zsh");
    }

    /// Commands by their names, a subcommand as `models/synthesize`.
    static Map<String, CommandLine> commands(CommandLine line) {
        Map<String, CommandLine> all = new LinkedHashMap<>();
        line.getSubcommands().forEach((name, command) -> {
            all.put(name, command);
            commands(command).forEach((below, sub) -> all.put(name + "/" + below, sub));
        });
        return all;
    }

    private String tables() {
        Map<String, CommandLine> commands = new LinkedHashMap<>(commands(line));
        String names = String.join(" ", commands.keySet());
        commands.put("", line);
        return "_unmask_commands='" + names + "'\n"
                + "_unmask_models='" + String.join(" ", named.models()) + "'\n"
                + "_unmask_devices='" + String.join(" ", named.devices()) + "'\n"
                + "_unmask_profiles='" + String.join(" ", named.profiles()) + "'\n"
                + "_unmask_strategies='"
                + Strategies.ALL.stream().map(StrategyFamily::id).collect(Collectors.joining(" ")) + "'\n\n"
                + "# Finds the options of command $1.\n"
                + function("_unmask_options", "$1", "_unmask_found", options(commands))
                + "\n# Sets what stands behind option $2 of command $1, or in place of its arguments if there is none.\n"
                + function("_unmask_expect", "$1 $2", "_unmask_expected", expected(commands))
                + "\n# Finds the keys of strategy $1.\n"
                + function("_unmask_keys", "$1", "_unmask_found", keys())
                + "\n# Finds the values of key $2 of strategy $1.\n"
                + function("_unmask_choices", "$1 $2", "_unmask_found", choices());
    }

    private static Map<String, String> options(Map<String, CommandLine> commands) {
        Map<String, String> options = new LinkedHashMap<>();
        commands.forEach((name, command) -> options.put(
                name,
                command.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .map(OptionSpec::longestName)
                        .collect(Collectors.joining(" "))));
        return options;
    }

    /// By command and option.
    private Map<String, String> expected(Map<String, CommandLine> commands) {
        Map<String, String> expected = new LinkedHashMap<>();
        commands.forEach((name, command) -> {
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String each : option.names()) {
                    expected.put(name + " " + each, script(name, option));
                }
            }
            for (PositionalParamSpec argument : command.getCommandSpec().positionalParameters()) {
                expected.put(name + " ", script(name, argument));
            }
        });
        return expected;
    }

    private String script(String command, ArgSpec arg) {
        return expectations.of(command.replace('/', ' '), arg).script();
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (StrategyFamily family : Strategies.ALL) {
            keys.put(family.id(), family.keys().stream().map(Key::name).collect(Collectors.joining(" ")));
        }
        return keys;
    }

    private Map<String, String> choices() {
        Map<String, String> choices = new LinkedHashMap<>();
        for (StrategyFamily family : Strategies.ALL) {
            for (Key<?> key : family.keys()) {
                choices.put(family.id() + " " + key.name(), String.join(" ", choices(key)));
            }
        }
        return choices;
    }

    /// The values of a key, as far as they can be listed.
    private List<String> choices(Key<?> key) {
        if (key.name().equals("drafter")) {
            List<String> drafters = new ArrayList<>(List.of("ngram"));
            drafters.addAll(named.models());
            return drafters;
        }
        return key.domain().expected().endsWith("a file")
                ? List.of(STRATEGY_FILE)
                : key.domain().choices();
    }

    /// A function that sets a variable by its arguments; equal values share a line.
    ///
    /// @param of  what is looked for
    private static String function(String name, String of, String variable, Map<String, String> table) {
        Map<String, List<String>> byValue = new TreeMap<>();
        table.forEach((key, value) -> {
            if (!value.isEmpty()) {
                byValue.computeIfAbsent(value, _ -> new ArrayList<>()).add("'" + key + "'");
            }
        });
        StringBuilder text = new StringBuilder(name + "() {\n    " + variable + "=\n    case \"" + of + "\" in\n");
        byValue.forEach((value, keys) -> text.append("        ")
                .append(String.join(" | ", keys))
                .append(") ")
                .append(variable)
                .append("='")
                .append(value)
                .append("' ;;\n"));
        return text.append("    esac\n}\n").toString();
    }

    private static String resource(String name) {
        try (InputStream file = Objects.requireNonNull(ShellCompletion.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
