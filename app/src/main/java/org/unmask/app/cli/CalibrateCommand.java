package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.app.audit.ImportedPoints;
import org.unmask.app.cli.option.TextOrJson;
import org.unmask.app.fit.FitFormats;
import org.unmask.app.fit.FittedProfile;
import org.unmask.app.fit.JointText;
import org.unmask.app.study.ResultObservations;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.ProfileFile;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.text.UsageException;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.fit.Calibration;
import org.unmask.fit.Fit;
import org.unmask.fit.JointFit;
import org.unmask.fit.Observation;
import org.unmask.fit.PublishedPoints;
import org.unmask.fit.Report;
import org.unmask.fit.ReportFile;
import org.unmask.fit.SoftwareProfile;
import org.unmask.fit.Survey;
import org.unmask.input.NewFile;
import org.unmask.result.AssumptionFiles;
import org.unmask.result.Results;
import org.unmask.result.compare.Side;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A runtime profile from times.
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = {
            "Fit a runtime profile to published times, to results of `measure` and `study`, or to results of other programs.",
            "`--all` fits the profiles of all software at once: shares of the roofs by generation of hardware, times by program.",
            "Least squares of the logarithms of predicted over measured time. Parameters that the times do not determine are"
                    + " reported."
        },
        footer = {
            "",
            "Examples:",
            "  unmask calibrate --out eager.json \\",
            "      --published catalog/published/minseo25_llada_runtime_log.csv",
            "  unmask calibrate --results runs.jsonl --out here.json",
            "  unmask calibrate --results vllm.jsonl --out served.json",
            "  unmask calibrate --all --out profiles"
        })
final class CalibrateCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--all",
            description =
                    "Fit the profiles of all software at once to all reports of the catalogue, as `validate` reads them.")
    private boolean all;

    @Option(
            names = "--published",
            paramLabel = "FILE",
            description =
                    "CSV file of published times; an index.json beside it holds assumptions. The option may be repeated.")
    private List<Path> published = List.of();

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description =
                    "Results of `measure --results`, of a study, of `import`, or of another program, or a folder of those. The"
                            + " option may be repeated.")
    private List<Path> results = List.of();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Device of the published times; it replaces the one that their file states or assumes.")
    private String device;

    @Option(
            names = "--fix",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Parameter that keeps this value in the fit. The option may be repeated.")
    private Map<String, Double> given = Map.of();

    @Option(
            names = {"--out", "--output"},
            paramLabel = "FILE|DIR",
            description =
                    "Profile file to write, for use with `--profile FILE`; with --all the folder for those of all programs.")
    private Path out;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private TextOrJson format;

    CalibrateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (out != null && all) {
            NewFile.checkFolder(out);
        } else if (out != null) {
            NewFile.check(out);
        }
        if (all) {
            if (!published.isEmpty() || !results.isEmpty() || !given.isEmpty() || device != null) {
                throw new UsageException(
                        "--all takes the reports of the catalogue; leave out --published, --results, --device"
                                + " and --fix");
            }
            return joint();
        }
        if (published.isEmpty() && results.isEmpty()) {
            throw new UsageException("a fit needs times; give --published FILE, --results FILE or --all");
        }
        if (device != null) {
            context.catalog().device(device);
        }
        if (device != null && published.isEmpty()) {
            throw new UsageException("--device needs --published: results hold their own roofs, or name their device");
        }
        Map<ProfileParameter, Double> fixed = new EnumMap<>(ProfileParameter.class);
        given.forEach((name, value) -> fixed.put(ProfileFile.parameter(name), value));
        Catalog catalog = context.catalog();
        List<Observation> observations = new ArrayList<>();
        for (Path file : published) {
            new PublishedPoints(catalog, catalog.published(file), Optional.ofNullable(device))
                    .read().stream()
                            .filter(point -> point.relativeTo().isEmpty())
                            .map(point -> point.observation(AssumptionFiles.ON_DISK))
                            .forEach(observations::add);
        }
        for (Path file : results) {
            observations.addAll(observations(catalog, file));
        }
        Fit fit = Calibration.fit(observations, fixed);
        for (Fit.Implausible point : fit.implausible()) {
            context.err()
                    .println("left out: " + point.point().source() + ", "
                            + point.point().group() + ", " + point.point().name() + ": " + point.reason());
        }
        context.out()
                .print(
                        format == TextOrJson.JSON
                                ? FitFormats.json(fit)
                                : FitFormats.text(fit, context.console().columns()));
        context.out().flush();
        if (out != null) {
            NewFile.text(
                    out,
                    ProfileFile.json(FittedProfile.of(fit, name(out), sources()))
                                    .toPrettyString() + "\n");
            context.err().println("written to " + out);
        }
        return 0;
    }

    private int joint() throws IOException {
        Catalog catalog = context.catalog();
        List<Report> reports = new ArrayList<>();
        for (PublishedFile file : catalog.published()) {
            if (file.isOfReports()) {
                reports.addAll(new ReportFile(catalog, catalog.reportNames(), file)
                        .read()
                        .reports());
            }
        }
        JointFit fit = JointFit.of(Survey.fitted(reports));
        List<SoftwareProfile> profiles = SoftwareProfile.of(fit);
        context.out()
                .print(
                        format == TextOrJson.JSON
                                ? JointText.json(profiles)
                                : JointText.of(fit, profiles, context.console().columns()));
        context.out().flush();
        if (out != null) {
            for (SoftwareProfile each : profiles) {
                if (each.profile().isPresent()) {
                    Path file = out.resolve(each.software() + ".json");
                    NewFile.text(file, JointText.file(each.profile().get()));
                    context.err().println("written to " + file);
                }
            }
        }
        return 0;
    }

    /// Results of this program hold their own roofs, those of others name a device.
    private List<Observation> observations(Catalog catalog, Path file) throws IOException {
        if (!Files.isDirectory(file)
                && Side.isOurs(file)
                && Results.read(file).imported().isEmpty()) {
            return ResultObservations.read(catalog, file);
        }
        ImportedPoints read = ImportedPoints.read(catalog, file);
        read.unusable().forEach(reason -> context.err().println("left out: " + file + ": " + reason));
        read.file()
                .assumptions()
                .forEach(assumption -> context.err().println("assumed: " + file + ": " + assumption.value()));
        return read.points().stream()
                .map(point -> point.observation(AssumptionFiles.ON_DISK))
                .toList();
    }

    private String sources() {
        return Stream.concat(published.stream(), results.stream())
                .map(file -> String.valueOf(file.getFileName()))
                .collect(Collectors.joining(", "));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
    }
}
