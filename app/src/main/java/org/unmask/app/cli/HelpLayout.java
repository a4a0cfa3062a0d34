package org.unmask.app.cli;

import java.util.HashMap;
import java.util.Map;
import org.unmask.app.terminal.Console;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/// How the help of commands stands on a terminal: no wider than it is, but for examples, which are never broken, so that
/// they can be copied.
final class HelpLayout {
    /// Columns where the terminal has as many; longer lines are hard to read.
    private static final int WIDEST = 80;
    /// The fewest that picocli takes.
    private static final int NARROWEST = 55;

    private HelpLayout() {}

    /// Columns of help on a terminal.
    static int columns(Console console) {
        return Math.clamp(console.columns(), NARROWEST, WIDEST);
    }

    /// Lays out the help of a command and of those below it.
    static void set(CommandLine line, Console console) {
        line.setUsageHelpWidth(columns(console));
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::footer);
        line.setHelpSectionMap(sections);
    }

    private static String footer(Help help) {
        UsageMessageSpec usage = help.commandSpec().usageMessage();
        StringBuilder text = new StringBuilder();
        for (String line : usage.footer()) {
            int width = line.startsWith(" ") ? Math.max(usage.width(), line.length()) : usage.width();
            Help.join(help.ansi(), width, usage.adjustLineBreaksForWideCJKCharacters(), new String[] {line}, text);
        }
        return text.toString();
    }
}
