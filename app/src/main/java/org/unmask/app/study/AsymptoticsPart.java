package org.unmask.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.unmask.app.study.AsymptoticsSpec.Law;
import org.unmask.app.study.AsymptoticsSpec.Line;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Work;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.Asymptotics;

/// Passes at growing lengths, counted and compared with the laws of Table 1 of Peng et al. (2025, arXiv 2510.18480).
final class AsymptoticsPart {
    private static final String LAWS = "laws: Table 1 of Peng et al., 2025, https://arxiv.org/abs/2510.18480";

    private final AsymptoticsSpec spec;
    private final List<Model> models = new ArrayList<>();

    /// Resolves the names of the models.
    ///
    /// @throws IllegalArgumentException if a name is unknown
    AsymptoticsPart(AsymptoticsSpec spec, Catalog catalog) throws IOException {
        this.spec = spec;
        for (Line line : spec.lines()) {
            try {
                models.add(catalog.model(line.model()).model());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(line.key() + "model: " + e.getMessage(), e);
            }
        }
    }

    /// The table.
    Part part() {
        return Part.of(table());
    }

    Asymptotics table() {
        List<Asymptotics.Row> rows = new ArrayList<>();
        Set<Source> sources = new LinkedHashSet<>();
        sources.add(Source.published(LAWS));
        for (int i = 0; i < models.size(); i++) {
            for (int length : spec.lengths()) {
                rows.add(row(spec.lines().get(i), models.get(i), length));
            }
            sources.add(
                    Source.predicted("counted, model sizes: " + models.get(i).source()));
        }
        return new Asymptotics(rows, List.copyOf(sources));
    }

    private Asymptotics.Row row(Line line, Model model, int length) {
        Law law = line.law();
        Work work = PassLoad.of(model.architecture(), DTypes.all(spec.dtype()), Set.of(), pass(line, length))
                .work();
        double width = model.architecture().hidden();
        double queries = law.queries(length, line.block());
        double flops = (double) work.matmulFlops() / spec.batch();
        double intensity = work.arithmeticIntensity();
        return new Asymptotics.Row(
                label(line),
                length,
                length / width,
                law.work(),
                flops,
                flops / (queries * (width * width + length * width)),
                intensity,
                law.shortIntensity(),
                intensity / (spec.batch() * queries),
                law.longIntensity(),
                intensity / queries);
    }

    /// The pass at the end of a sequence: keys are all its positions, and every position computed has its logits.
    private Pass pass(Line line, int length) {
        int queries = line.law().queries(length, line.block());
        int from = length - queries;
        boolean autoregressive = line.law() == Law.AR;
        Task task = new Task(
                autoregressive ? Phase.DECODE : Phase.DENOISE,
                from,
                from,
                length,
                autoregressive ? 0 : queries,
                0,
                autoregressive ? new Commit.Next() : new Commit.None());
        return new Pass(spec.batch(), queries, from, autoregressive ? Mask.CAUSAL : Mask.FULL, queries, task);
    }

    private static Label label(Line line) {
        return switch (line.law()) {
            case AR -> Label.ar(line.model() + ", autoregressive", "ar");
            case BLOCK ->
                Label.dlm(
                        String.format(Locale.ROOT, "%s, block of G = %d", line.model(), line.block()),
                        "block " + line.block());
            case FULL -> Label.dlm(line.model() + ", no cache", "diffusion");
        };
    }
}
