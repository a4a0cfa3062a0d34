package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Request;
import org.unmask.core.model.Model;
import org.unmask.core.timeline.Comparison;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.Profile;
import org.unmask.fit.Observation;
import org.unmask.input.InputFile;
import org.unmask.result.Checkpoint;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Statistics;

/// Results of this program as observations for a fit.
///
/// A setting gives its generation, median of the repetitions, with weight 1, and each operator of the repetition that
/// timed operators, with its share of the time as weight: the operators tell the parameters apart, the generations
/// keep their sum right.
public final class ResultObservations {
    private final Catalog catalog;
    private final Results results;

    private ResultObservations(Catalog catalog, Results results) {
        this.catalog = catalog;
        this.results = results;
    }

    /// Reads a file of results as observations.
    ///
    /// @throws IOException in one line, if the file is missing, not of results, or has no probe of the machine
    public static List<Observation> read(Catalog catalog, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw InputFile.missing(file);
        }
        Results results = Results.read(file);
        if (results.probes().isEmpty()) {
            throw new IOException(file + ": no probe of the machine in it; expected results of measure or study");
        }
        ResultObservations reader = new ResultObservations(catalog, results);
        List<Observation> observations = new ArrayList<>();
        for (List<RunResult> runs : MeasuredSetting.groups(results)) {
            try {
                MeasuredSetting measured = MeasuredSetting.of(results, reader.model(runs), reader.drafter(runs), runs);
                observations.addAll(reader.observations(measured));
            } catch (MeasuredSetting.Unpriceable e) {
                throw new IOException(file + ": a run cannot be priced: " + e.reason(), e);
            }
        }
        return observations;
    }

    /// By its id, or from where its weights were.
    private Model model(List<RunResult> runs) throws IOException, MeasuredSetting.Unpriceable {
        Checkpoint ran = runs.getFirst().setting().model();
        String id = ran.id().orElseThrow(() -> new MeasuredSetting.Unpriceable("the model is unknown"));
        CatalogModel entry = catalog.models().contains(id)
                ? catalog.model(id)
                : catalog.model(ran.place().orElse(id));
        return entry.model();
    }

    /// The model that drafted, if one did.
    private Optional<Model> drafter(List<RunResult> runs) throws IOException {
        Setting setting = runs.getFirst().setting();
        return catalog.drafters(setting.strategy().stream().toList(), 1).values().stream()
                .map(CatalogModel::model)
                .findFirst();
    }

    private List<Observation> observations(MeasuredSetting measured) {
        List<Observation> observations = new ArrayList<>();
        RunResult first = measured.samples().isEmpty()
                ? measured.timed().orElseThrow()
                : measured.samples().getFirst();
        double[] seconds =
                measured.samples().stream().mapToDouble(RunResult::seconds).toArray();
        Comparison whole = measured.compared(first, measured.strategy(), Profile.ROOFLINE);
        List<Observation.Passes> passes = passes(measured, whole);
        if (seconds.length > 0) {
            observations.add(observation(measured, "", Statistics.of(seconds).median(), 1, Optional.empty(), passes));
        }
        if (measured.timed().isPresent()) {
            RunResult timed = measured.timed().get();
            Comparison compared =
                    timed.equals(first) ? whole : measured.compared(timed, measured.strategy(), Profile.ROOFLINE);
            List<OperatorTotal> operators = compared.measured().operators();
            double sum = operators.stream().mapToDouble(OperatorTotal::seconds).sum();
            for (OperatorTotal operator : operators) {
                if (operator.seconds() > 0) {
                    observations.add(observation(
                            measured,
                            " " + operator.name(),
                            operator.seconds(),
                            operator.seconds() / sum,
                            Optional.of(operator.name()),
                            passes));
                }
            }
        }
        return observations;
    }

    private Observation observation(
            MeasuredSetting measured,
            String part,
            double seconds,
            double weight,
            Optional<String> operator,
            List<Observation.Passes> passes) {
        Request request = measured.request();
        return new Observation(
                results.path().toString(),
                measured.model().id() + " " + measured.strategy(),
                "B=" + request.batch() + " P=" + request.promptTokens() + " G=" + request.generatedTokens() + part,
                seconds,
                weight,
                measured.roofline(),
                measured.hardware(),
                operator,
                passes);
    }

    private static List<Observation.Passes> passes(MeasuredSetting measured, Comparison compared) {
        return compared.replayed().passes().stream()
                .map(PassTime::pass)
                .map(pass -> PassLoad.of(measured.architecture(pass), measured.types(), measured.fusions(), pass))
                .map(load -> new Observation.Passes(1, load))
                .toList();
    }
}
