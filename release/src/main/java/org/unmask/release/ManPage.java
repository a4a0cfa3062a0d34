package org.unmask.release;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Manual pages in the language of man(7), from the options that the program itself reads.
final class ManPage {
    private static final int WIDEST = 10_000;
    private static final int LONGEST_EXAMPLE = 78;

    private final StringBuilder page = new StringBuilder();
    private final CommandLine command;
    private final CommandSpec spec;

    private ManPage(CommandLine command) {
        this.command = command;
        this.spec = command.getCommandSpec();
    }

    /// The pages of a command and of all below it, by their file names: `unmask-predict.1`.
    static Map<String, String> all(CommandLine root, String version, String date) {
        Map<String, String> pages = new LinkedHashMap<>();
        add(root, version, date, pages);
        return pages;
    }

    private static void add(CommandLine command, String version, String date, Map<String, String> pages) {
        pages.put(name(command) + ".1", new ManPage(command).text(version, date));
        command.getSubcommands().forEach((name, below) -> {
            if (!name.equals("help")) {
                add(below, version, date, pages);
            }
        });
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    private String text(String version, String date) {
        String[] description = spec.usageMessage().description();
        line(".TH " + name(command).toUpperCase(Locale.ROOT) + " 1 \"" + date + "\" \"Unmask " + version
                + "\" \"Unmask\"");
        // Words are neither stretched nor broken.
        line(".ad l");
        line(".nh");
        line(".SH NAME");
        line(name(command).replace("-", "\\-") + " \\- "
                + escaped(description.length == 0 ? "" : plain(description[0]).replaceFirst("\\.$", "")));
        line(".SH SYNOPSIS");
        line(".HP 4");
        line(escaped(synopsis()));
        if (description.length > 0) {
            line(".SH DESCRIPTION");
            for (String sentence : description) {
                line(escaped(plain(sentence)));
            }
        }
        options();
        commands();
        examples();
        line(".SH SEE ALSO");
        line(".BR " + (name(command).equals("unmask") ? "unmask\\-predict" : "unmask") + " (1)");
        return page.toString();
    }

    /// All of it on one line, which the reader breaks at blanks.
    private String synopsis() {
        int width = spec.usageMessage().width();
        spec.usageMessage().width(WIDEST);
        String text = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
        spec.usageMessage().width(width);
        return text.strip().replaceAll("\\s+", " ");
    }

    private void options() {
        List<Runnable> items = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                items.add(() -> item(parameter.paramLabel(), sentences(parameter)));
            }
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                items.add(() -> item(String.join(", ", option.names()) + label, sentences(option)));
            }
        }
        if (!items.isEmpty()) {
            line(".SH OPTIONS");
            items.forEach(Runnable::run);
        }
    }

    private void commands() {
        if (command.getSubcommands().keySet().stream().anyMatch(name -> !name.equals("help"))) {
            line(".SH COMMANDS");
            command.getSubcommands().forEach((name, below) -> {
                if (!name.equals("help")) {
                    item(
                            name,
                            plain(String.join(
                                    " ", below.getCommandSpec().usageMessage().description())));
                }
            });
        }
    }

    private void examples() {
        List<String> lines = new ArrayList<>();
        for (String footer : spec.usageMessage().footer()) {
            lines.add(plain(footer).replaceFirst("^ {2}", "").stripTrailing());
        }
        if (lines.stream().anyMatch(line -> !line.isBlank())) {
            line(lines.remove("Examples:") ? ".SH EXAMPLES" : ".SH NOTES");
            // Less indented than text: examples are as wide as a terminal.
            line(".in 2n");
            line(".nf");
            lines.stream().skip(lines.getFirst().isEmpty() ? 1 : 0).forEach(this::example);
            line(".fi");
            line(".in");
        }
    }

    /// Sentences between examples are filled, and as wide as these.
    private void example(String text) {
        boolean sentence = text.length() > LONGEST_EXAMPLE;
        if (sentence) {
            line(".fi");
        }
        line(escaped(text));
        if (sentence) {
            line(".nf");
        }
    }

    private void item(String name, String text) {
        line(".TP");
        line("\\fB" + escaped(name) + "\\fR");
        line(escaped(text));
    }

    private static String sentences(ArgSpec argument) {
        String initial = argument.defaultValueString();
        List<String> choices = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(choices::add);
        }
        return plain(String.join(" ", argument.description())
                        .replace("${DEFAULT-VALUE}", initial == null ? "none" : initial)
                        .replace("${COMPLETION-CANDIDATES}", String.join(", ", choices)))
                + (argument.required() ? " Required." : "");
    }

    private static String plain(String text) {
        return Help.Ansi.OFF.string(text).replace("%%", "%").replace("%n", " ").replace("`", "");
    }

    /// A backslash begins a request; so does a point or an apostrophe at the beginning of a line.
    private static String escaped(String text) {
        String line = text.replace("\\", "\\e").replace("-", "\\-");
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
