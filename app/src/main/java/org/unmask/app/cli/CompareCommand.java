package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.app.print.ChangeFormats;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;
import org.unmask.result.SettingParts;
import org.unmask.result.compare.Change;
import org.unmask.result.compare.Comparison;
import org.unmask.result.compare.Side;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Two sets of results side by side.
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Compare results, predictions or results of other programs, setting by setting, the worst first.",
            "Two settings are the same if the same parts of both are known and equal; machines and versions may differ."
        },
        footer = {
            "",
            "Examples:",
            "  unmask compare before.jsonl after.jsonl",
            "  unmask compare before.jsonl after.jsonl --fail-on 5%%",
            "  unmask compare before.jsonl after.jsonl --format markdown"
        })
final class CompareCommand implements Callable<Integer> {
    /// What people take for noise.
    private static final double LIMIT = 0.05;

    private static final int REGRESSED = 1;

    private static final int FAILED = 1;

    /// How a comparison is printed.
    enum Layout {
        TEXT,
        MARKDOWN,
        JSON,
        CSV;

        /// The name on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Context context;

    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            description =
                    "Results of this program, of another one, or predictions of `predict --format json`; or a folder of"
                            + " results of other programs.")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "What is compared with it, in any of these forms.")
    private Path after;

    @Option(
            names = "--fail-on",
            paramLabel = "PERCENT",
            description =
                    "Exit with code 1 if something is worse by more than this and surely worse: 5%%. Without it 5%% is"
                            + " only the limit of what is called the same.")
    private String failOn;

    @Option(
            names = "--ignore",
            split = ",",
            paramLabel = "PART",
            description =
                    "Parts of settings, or groups of them, that need not be equal: engine, sampling.seed. The option may"
                            + " be repeated.")
    private List<String> ignored = List.of();

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Layout layout;

    CompareCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        double limit = failOn == null ? LIMIT : share(failOn);
        ignored.forEach(CompareCommand::requirePart);
        Side first = Side.read(before);
        Side second = Side.read(after);
        List<IOException> bad =
                Stream.of(first, second).flatMap(side -> side.bad().stream()).toList();
        bad.forEach(error -> context.err().println(Errors.line(error)));
        Comparison comparison = Comparison.of(first, second, ignored);
        ChangeFormats formats = new ChangeFormats(comparison, limit);
        context.out()
                .print(
                        switch (layout) {
                            case TEXT -> formats.text(context.console().columns());
                            case MARKDOWN -> formats.markdown();
                            case JSON -> formats.json();
                            case CSV -> formats.csv();
                        });
        context.out().flush();
        return bad.isEmpty() ? code(comparison, limit) : FAILED;
    }

    private int code(Comparison comparison, double limit) throws IOException {
        if (failOn == null) {
            return 0;
        }
        if (comparison.changes().isEmpty()) {
            throw new IOException("nothing to compare: no setting of " + before + " is one of " + after
                    + "; see what differs above, and --ignore");
        }
        return comparison.of(Change.Verdict.REGRESSION, limit).isEmpty() ? 0 : REGRESSED;
    }

    /// A share: `5%` or `0.05`.
    private static double share(String text) {
        try {
            boolean percent = text.endsWith("%");
            double number = Double.parseDouble(
                    percent ? text.substring(0, text.length() - 1).strip() : text);
            double share = percent ? number / 100 : number;
            if (share >= 0 && share < 1) {
                return share;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new UsageException("--fail-on " + text + "; expected a share from 0 to 1, or 5%");
    }

    private static void requirePart(String name) {
        if (!SettingParts.isKnown(name)) {
            throw Names.unknown("part of a setting", name, SettingParts.NAMES);
        }
    }
}
