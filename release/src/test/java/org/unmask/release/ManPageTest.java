package org.unmask.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unmask.app.cli.Main;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class ManPageTest {
    @Command(
            name = "made-up",
            description = {"Do it.", ".hidden files, and 100%% of a\\b."},
            footer = {"", "Examples:", "  made-up --depth 3 \\", "      -q", "  made-up -q"})
    private static final class MadeUp implements Runnable {
        @Option(
                names = "--depth",
                paramLabel = "N",
                defaultValue = "2",
                description = "Depth. Default: ${DEFAULT-VALUE}.")
        private int depth;

        @Option(names = "-q", hidden = true)
        private boolean quiet;

        @Override
        public void run() {
            throw new IllegalStateException("never run: " + depth + quiet);
        }
    }

    @Test
    void aPageHasWhatTheHelpHas() {
        String page =
                ManPage.all(new CommandLine(new MadeUp()), "1.2", "2026-01-01").get("made-up.1");

        assertThat(page)
                .startsWith(
                        ".TH MADE-UP 1 \"2026-01-01\" \"Unmask 1.2\" \"Unmask\"\n.ad l\n.nh\n.SH NAME\nmade\\-up \\- Do it\n")
                .contains(".SH DESCRIPTION\nDo it.\n\\&.hidden files, and 100% of a\\eb.\n")
                .contains(".TP\n\\fB\\-\\-depth N\\fR\nDepth. Default: 2.\n")
                .contains(".SH EXAMPLES\n.in 2n\n.nf\nmade\\-up \\-\\-depth 3 \\e\n    \\-q\nmade\\-up \\-q\n.fi\n")
                .doesNotContain("\\fB\\-q");
    }

    @Test
    void everyCommandHasOne() {
        Map<String, String> pages = ManPage.all(Main.specification(), "1.2", "2026-01-01");

        assertThat(pages).containsKeys("unmask.1", "unmask-predict.1", "unmask-models-synthesize.1");
        assertThat(pages.values())
                .allSatisfy(page -> assertThat(page)
                        .contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION")
                        .doesNotContain("${", "`", "%n"));
        assertThat(pages.get("unmask.1")).contains(".SH COMMANDS", "\\fBpredict\\fR");
    }
}
