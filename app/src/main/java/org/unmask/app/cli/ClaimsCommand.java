package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.claim.Checked;
import org.unmask.app.claim.Claims;
import org.unmask.app.cli.option.Format;
import org.unmask.app.print.ClaimFormats;
import org.unmask.result.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Claims of the papers against predictions, runs and published times.
@Command(
        name = "claims",
        mixinStandardHelpOptions = true,
        description = {
            "Check what the abstracts of Kim et al. (arXiv 2510.04146) and Peng et al. (arXiv 2510.18480) claim.",
            "Each claim has a verdict by prediction, by runs on this machine and by published times, for chat, coding, reasoning and documents. Verdicts follow from numbers alone."
        },
        footer = {
            "",
            "Examples:",
            "  unmask claims",
            "  unmask claims --results docs/claims/measured.jsonl",
            "  unmask claims --format csv"
        })
final class ClaimsCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Result file of `unmask measure`. Default: none, so nothing counts as measured.")
    private Path results;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    ClaimsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Results> measured = results == null ? Optional.empty() : Optional.of(Results.read(results));
        measured.map(Results::torn).filter(torn -> !torn.isEmpty()).ifPresent(context.err()::println);
        List<Checked> claims = Claims.check(context.catalog(), measured);
        context.out()
                .print(
                        switch (format) {
                            case TEXT ->
                                ClaimFormats.text(claims, context.console().columns());
                            case JSON -> ClaimFormats.json(claims) + "\n";
                            case CSV -> ClaimFormats.csv(claims);
                        });
        context.out().flush();
        return 0;
    }
}
