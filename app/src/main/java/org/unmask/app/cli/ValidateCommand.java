package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.audit.ImportedPoints;
import org.unmask.app.cli.option.Format;
import org.unmask.app.fit.FitFormats;
import org.unmask.app.terminal.LateProgress;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.text.UsageException;
import org.unmask.cost.roofline.Profile;
import org.unmask.fit.PublishedPoints;
import org.unmask.fit.ReportFile;
import org.unmask.fit.Survey;
import org.unmask.fit.Validation;
import org.unmask.result.AssumptionFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Predictions against published times.
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Predict published times under runtime profiles and print the errors.",
            "`fitted` is a profile fitted to all points of a file; `held back` predicts each group by a fit to the other groups.",
            "Tables of reports, which state some quantities only, are summed up by certainty, source, device, framework and"
                    + " strategy; `source left out` and `device left out` predict each report by a fit to the other sources or"
                    + " devices, `joint` by a fit of all software at once."
        },
        footer = {
            "",
            "Examples:",
            "  unmask validate",
            "  unmask validate catalog/published/minseo25_llada_runtime_log.csv --points",
            "  unmask validate --profile roofline,eager --format json"
        })
final class ValidateCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "CSV files of published times. Default: all files of the catalogue.")
    private List<Path> files = List.of();

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description =
                    "Results of `import` or of another program, or a folder of those. The option may be repeated.")
    private List<Path> results = List.of();

    @Option(
            names = "--profile",
            split = ",",
            paramLabel = "NAME",
            description = "Runtime profiles or profile files. Default: all profiles of the catalogue.")
    private List<String> profiles = List.of();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Device of the times; it replaces the one that a file states or assumes.")
    private String device;

    @Option(names = "--points", description = "Print every point, too.")
    private boolean points;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    ValidateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        List<Profile> profileList = new ArrayList<>();
        for (String name : profiles.isEmpty() ? catalog.profiles() : profiles) {
            profileList.add(catalog.profile(name).profile());
        }
        if (device != null) {
            context.catalog().device(device);
        }
        if (device != null && files.isEmpty() && !results.isEmpty()) {
            throw new UsageException(
                    "--device replaces the device of published times, but results name theirs; give it to"
                            + " `unmask import`");
        }
        List<PublishedFile> published = new ArrayList<>();
        if (files.isEmpty() && results.isEmpty()) {
            // Reports state their devices.
            published.addAll(catalog.published().stream()
                    .filter(file -> device == null || !file.isOfReports())
                    .toList());
        }
        for (Path file : files) {
            published.add(catalog.published(file));
        }
        List<Validation> validations = new ArrayList<>();
        Map<String, Survey> surveys = new LinkedHashMap<>();
        try (LateProgress progress = new LateProgress(context.progress(), "validate", published.size())) {
            for (PublishedFile file : published) {
                progress.goesOn();
                if (file.isOfReports()) {
                    surveys.put(file.name(), survey(catalog, file, profileList));
                    continue;
                }
                validations.add(Validation.of(
                        file,
                        new PublishedPoints(catalog, file, Optional.ofNullable(device)).read(),
                        profileList,
                        AssumptionFiles.ON_DISK));
                progress.step(validations.size() + " of " + published.size() + " files");
            }
            for (Path file : results) {
                validations.add(validation(catalog, file, profileList));
            }
        }
        context.out()
                .print(
                        switch (format) {
                            case TEXT ->
                                FitFormats.text(
                                        validations,
                                        surveys,
                                        points,
                                        context.console().columns());
                            case JSON -> FitFormats.json(validations, surveys, points);
                            case CSV -> FitFormats.csv(validations, surveys, points);
                        });
        context.out().flush();
        return 0;
    }

    private Validation validation(Catalog catalog, Path file, List<Profile> profileList) throws IOException {
        ImportedPoints read = ImportedPoints.read(catalog, file);
        read.unusable().forEach(reason -> context.err().println("left out: " + file + ": " + reason));
        return Validation.of(read.file(), read.points(), profileList, AssumptionFiles.ON_DISK);
    }

    private Survey survey(Catalog catalog, PublishedFile file, List<Profile> profileList) throws IOException {
        if (device != null) {
            throw new UsageException("--device replaces the device of a file, but each row of " + file.name()
                    + " states its own; leave it out");
        }
        return Survey.of(new ReportFile(catalog, catalog.reportNames(), file).read(), profileList);
    }
}
