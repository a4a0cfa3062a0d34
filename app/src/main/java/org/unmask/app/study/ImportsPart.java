package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.unmask.app.audit.Audited;
import org.unmask.app.audit.Auditor;
import org.unmask.app.audit.Beside;
import org.unmask.app.audit.Outcome;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;
import org.unmask.cost.roofline.Profile;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.ImportsTable;
import org.unmask.report.page.Report;
import org.unmask.report.page.ReportData;
import org.unmask.report.page.ReportData.Fact;
import org.unmask.result.ImportedResult;
import org.unmask.result.Results;
import org.unmask.result.compare.Side;

/// The part of a report about what other programs measured: each time and each rate with its predictions.
public final class ImportsPart {
    /// The runtime profile unless another is chosen: software as it is used without much care.
    public static final String PROFILE = "eager";

    /// Settings that differ in the batch only stand below each other, the smallest first.
    private static final Comparator<ImportsTable.Row> ORDER = Comparator.comparing(ImportsTable.Row::model)
            .thenComparing(ImportsTable.Row::device)
            .thenComparing(ImportsTable.Row::program)
            .thenComparing(ImportsTable.Row::types)
            .thenComparing(row -> row.label().text())
            .thenComparing(ImportsTable.Row::quantity)
            .thenComparingInt(ImportsTable.Row::batch);

    private ImportsPart() {}

    /// The results of other programs that a file of results holds.
    ///
    /// @throws IOException in one line, if the file is none of results
    ///
    /// @param profile  name of the runtime profile beside the roofline
    static Part of(Catalog catalog, Path file, String profile) throws IOException {
        if (profile.equals(Profile.ROOFLINE.id())) {
            throw new UsageException(
                    "--profile " + profile + ": the roofline stands beside every number anyway; give another profile");
        }
        Results results = Results.read(file);
        Auditor auditor = new Auditor(catalog, catalog.profile(profile).profile(), StrategyFiles.NONE, Set.of());
        Beside beside = Beside.of(auditor, Side.of(results));
        ImportsTable table = new ImportsTable(
                profile,
                beside.rows().stream().map(ImportsPart::row).sorted(ORDER).toList(),
                beside.leftOut().stream()
                        .map(one -> new ImportsTable.Missing(one.name(), one.reason()))
                        .toList(),
                sources(results, beside, profile));
        return new Part(List.of(table), List.of(), warnings(results, beside));
    }

    /// Writes a page of them alone, for a folder without a study.
    ///
    /// @param profile  name of the runtime profile beside the roofline
    /// @throws IOException in one line, if the file is none of results, or the page cannot be written
    public static void write(Catalog catalog, Outputs outputs, String profile) throws IOException {
        Results results = Results.read(outputs.imports());
        Report.write(
                new ReportData(
                        "What others measured, beside its predictions",
                        "Times and rates of other programs, with what the roofline and usual software make of their"
                                + " settings.",
                        results.header().started(),
                        results.header().environment().entrySet().stream()
                                .map(fact -> new Fact(fact.getKey(), fact.getValue()))
                                .toList(),
                        of(catalog, outputs.imports(), profile)),
                outputs.report());
    }

    private static ImportsTable.Row row(Beside.Row row) {
        Audited judged = row.judged();
        Audited.Setting setting = judged.setting().orElseThrow();
        String unit = judged.claim().measure().unit();
        return new ImportsTable.Row(
                setting.model(),
                setting.devices() == 1 ? setting.device() : setting.devices() + " x " + setting.device(),
                row.program().orElse(""),
                setting.types(),
                label(setting.strategy()),
                row.load(),
                row.batch(),
                setting.promptTokens(),
                setting.generatedTokens(),
                judged.claim().measure().id(),
                unit,
                row.assumed().map(ImportsPart::priced),
                row.replayed().map(ImportsPart::priced),
                row.measured(),
                judged.numbers().orElseThrow().share(),
                judged.words(),
                unit.equals("s"));
    }

    /// Settings of one strategy have one colour, whatever their keys are.
    private static Label label(String strategy) {
        StrategySpec spec = StrategySpec.parse(strategy);
        return Strategies.isAutoregressive(spec) ? Label.ar(strategy, spec.id()) : Label.dlm(strategy, spec.id());
    }

    private static ImportsTable.Priced priced(Beside.Priced priced) {
        return new ImportsTable.Priced(priced.roof(), priced.profile());
    }

    private static List<Source> sources(Results results, Beside beside, String profile) {
        List<String> files = results.imported().stream()
                .map(result -> name(result.source()))
                .distinct()
                .toList();
        Set<String> assumed = new LinkedHashSet<>();
        beside.rows().forEach(row -> assumed.addAll(row.judged().assumed()));
        return Stream.of(
                        Optional.of(Source.predicted("roofline, and runtime profile " + profile)),
                        assumed.isEmpty()
                                ? Optional.<Source>empty()
                                : Optional.of(Source.predicted(
                                        "what the files do not say and was assumed: " + String.join("; ", assumed))),
                        files.isEmpty()
                                ? Optional.<Source>empty()
                                : Optional.of(Source.measured(String.join(", ", files))))
                .flatMap(Optional::stream)
                .toList();
    }

    /// Without its folder, which only the machine of its writer has.
    private static String name(ImportedResult.Source source) {
        return Names.ofFile(source.file()) + " (" + source.format() + ")";
    }

    private static List<String> warnings(Results results, Beside beside) {
        Stream<String> beyond = beside.rows().stream()
                .filter(row -> row.judged().outcome() == Outcome.BEYOND_PHYSICS)
                .map(row -> row.judged().setting().orElseThrow().model() + ", "
                        + row.judged().claim().measure().id() + ", measured by others: "
                        + row.judged().words());
        Stream<String> remarked = results.imported().stream()
                .flatMap(result -> result.remarks().stream().map(remark -> name(result.source()) + ": " + remark));
        Stream<String> torn = Stream.of(results.torn()).filter(said -> !said.isEmpty());
        return Stream.of(torn, beyond, remarked).flatMap(all -> all).distinct().toList();
    }
}
