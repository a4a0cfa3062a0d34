package org.unmask.app.site;

import java.util.ArrayList;
import java.util.List;
import org.unmask.report.page.Html;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Every command with its options, from what the program itself reads.
final class CommandsPage {
    private CommandsPage() {}

    static String body(CommandLine root) {
        List<CommandLine> commands = commands(root);
        Html html = new Html();
        html.element("h1", "Commands").line();
        html.open("p", "class", "intro")
                .text(
                        "Results go to standard output, remarks to standard error. Exit code 0 is fine, 1 a failure, 2 bad usage. ")
                .element("code", "./unmask help COMMAND")
                .text(" prints the same.")
                .close("p")
                .line();
        html.open("ol", "class", "index");
        for (CommandLine command : commands) {
            html.open("li")
                    .element("a", name(command), "href", "#" + id(command))
                    .close("li");
        }
        html.close("ol").line();
        commands.forEach(command -> command(html, command));
        return html.toString();
    }

    /// All of them, those of a command after it.
    private static List<CommandLine> commands(CommandLine parent) {
        List<CommandLine> all = new ArrayList<>();
        for (CommandLine command : parent.getSubcommands().values()) {
            if (!command.getCommandName().equals("help")) {
                all.add(command);
                all.addAll(commands(command));
            }
        }
        return all;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName(" ").replaceFirst("^unmask ", "");
    }

    private static String id(CommandLine command) {
        return name(command).replace(' ', '-');
    }

    private static void command(Html html, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        html.open("section", "class", "command", "id", id(command)).element("h2", name(command));
        for (String line : spec.usageMessage().description()) {
            html.element("p", line);
        }
        html.open(
                        "div",
                        "class",
                        "scroll",
                        "tabindex",
                        "0",
                        "role",
                        "region",
                        "aria-label",
                        name(command) + ", options")
                .open("table", "class", "fields")
                .open("tbody");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            row(html, parameter.paramLabel(), parameter);
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                row(html, String.join(", ", option.names()) + label, option);
            }
        }
        html.close("tbody").close("table").close("div");
        String example = example(spec);
        if (!example.isEmpty()) {
            html.element("pre", example, "tabindex", "0", "aria-label", "Example");
        }
        html.close("section").line();
    }

    private static void row(Html html, String names, ArgSpec argument) {
        html.open("tr")
                .open("td", "class", "option")
                .element("code", names)
                .close("td")
                .open("td", "class", "long")
                .text(String.join(" ", description(argument)))
                .text(argument.required() ? " Required." : "")
                .close("td")
                .close("tr");
    }

    /// With defaults and names of choices put in, as the help prints them.
    private static String[] description(ArgSpec argument) {
        String[] lines = argument.description().clone();
        String initial = argument.defaultValueString();
        for (int i = 0; i < lines.length; i++) {
            lines[i] = lines[i].replace("${DEFAULT-VALUE}", initial == null ? "none" : initial)
                    .replace("${COMPLETION-CANDIDATES}", candidates(argument))
                    .replace("%%", "%")
                    .replace("`", "");
        }
        return lines;
    }

    private static String candidates(ArgSpec argument) {
        List<String> names = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(names::add);
        }
        return String.join(", ", names);
    }

    private static String example(CommandSpec spec) {
        StringBuilder lines = new StringBuilder();
        for (String line : spec.usageMessage().footer()) {
            String plain = Help.Ansi.OFF.string(line).replace("%%", "%").replaceFirst("^ {2}", "");
            if (!plain.isBlank() && !plain.equals("Examples:")) {
                lines.append(plain.replaceFirst("^unmask ", "./unmask ")).append('\n');
            }
        }
        return lines.toString();
    }
}
