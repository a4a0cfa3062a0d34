package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.audit.Audited;
import org.unmask.app.audit.Auditor;
import org.unmask.app.audit.ClaimFiles;
import org.unmask.app.audit.Claimed;
import org.unmask.app.audit.Outcome;
import org.unmask.app.cli.option.ClaimOptions;
import org.unmask.app.cli.option.Format;
import org.unmask.app.print.AuditFormats;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.UsageException;
import org.unmask.cost.roofline.Profile;
import org.unmask.result.AssumptionFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Claims of speed against physics.
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Tell what physics says of claims: the roof, the share of it that they reach, the tokens per pass that they imply.",
            "A verdict is `beyond physics`, `needs at least x tokens per pass`, `plausible` or `y times slack`; what was not stated and had to be assumed stands below."
        },
        footer = {
            "",
            "Examples:",
            "  unmask audit",
            "  unmask audit docs/figures/served-diffusion/served.csv --format csv",
            "  unmask audit --model llada-8b --device h100-sxm --prompt-len 512 \\",
            "      --gen-len 256 --strategy dual-cache:block=32,threshold=0.9 \\",
            "      --tokens-per-second 900"
        })
final class AuditCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "Tables of claims (CSV), results of this program or of others, predictions, or folders of them. Default:"
                            + " everything published that comes with the program.")
    private List<Path> files = List.of();

    @Mixin
    private ClaimOptions options = new ClaimOptions();

    @Option(
            names = "--profile",
            defaultValue = "eager",
            paramLabel = "NAME",
            description = "Runtime profile of usual software. Default: ${DEFAULT-VALUE}. See `unmask profiles`.")
    private String profile;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    AuditCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        Profile usual = catalog.profile(profile).profile();
        options.check(catalog);
        ClaimFiles read = claims(catalog);
        if (read.claims().isEmpty() && read.bad().size() == 1) {
            throw read.bad().getFirst();
        }
        read.bad().forEach(bad -> context.err().println(Errors.line(bad)));
        if (!read.claims().isEmpty()) {
            List<Audited> claims =
                    audited(new Auditor(catalog, usual, AssumptionFiles.ON_DISK, options.names()), read.claims());
            if (options.isClaim() && claims.getFirst().outcome() == Outcome.UNKNOWN) {
                throw new UsageException(claims.getFirst().words());
            }
            print(claims);
        }
        return read.bad().isEmpty() ? 0 : 1;
    }

    private ClaimFiles claims(Catalog catalog) throws IOException {
        if (!options.isClaim()) {
            ClaimFiles all = files.isEmpty() ? ClaimFiles.published(catalog) : ClaimFiles.read(catalog, files);
            Claimed.Stated said = options.stated();
            return new ClaimFiles(
                    all.claims().stream().map(claim -> claim.with(said)).toList(), all.bad());
        }
        if (!files.isEmpty()) {
            throw new UsageException("a claim is stated by options or by files; leave out " + files.getFirst());
        }
        return new ClaimFiles(List.of(options.claim()), List.of());
    }

    private static List<Audited> audited(Auditor auditor, List<Claimed> claims) throws IOException {
        List<Audited> audited = new ArrayList<>();
        for (Claimed claim : claims) {
            audited.add(auditor.audit(claim));
        }
        return audited;
    }

    private void print(List<Audited> claims) {
        context.out()
                .print(
                        switch (format) {
                            case TEXT ->
                                AuditFormats.text(
                                        claims, profile, context.console().columns());
                            case JSON -> AuditFormats.json(claims, profile) + "\n";
                            case CSV -> AuditFormats.csv(claims);
                        });
        context.out().flush();
    }
}
