package org.unmask.app.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The completions of a command line in the words of the fish shell, for which picocli has none.
final class FishCompletion {
    private FishCompletion() {}

    /// A line for each command and each option.
    ///
    /// @param name  of the program
    static String of(String name, CommandLine line) {
        List<String> lines = new ArrayList<>();
        lines.add("complete -c " + name + " -f");
        line.getSubcommands().forEach((command, sub) -> {
            lines.add("complete -c " + name + " -n __fish_use_subcommand -a " + command
                    + described(sub.getCommandSpec().usageMessage().description()));
            String condition = " -n " + quoted("__fish_seen_subcommand_from " + command);
            for (OptionSpec option : sub.getCommandSpec().options()) {
                lines.add("complete -c " + name + condition + names(option) + values(option)
                        + described(option.description()));
            }
        });
        return String.join("\n", lines) + "\n";
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return names.toString();
    }

    /// The names that may follow; files where the option takes one.
    private static String values(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        if (option.completionCandidates() == null) {
            return option.paramLabel().matches("FILE|DIR") ? " -r -F" : " -x";
        }
        return " -x -a " + quoted(String.join(" ", option.completionCandidates()));
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
