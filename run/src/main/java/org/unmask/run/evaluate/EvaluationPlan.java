package org.unmask.run.evaluate;

import java.nio.file.Path;
import java.util.List;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.engine.Generation;
import org.unmask.run.measure.AnswerProtocol;
import org.unmask.run.measure.Asked;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.SamplingSettings;

/// Which problems are answered, and how.
///
/// @param autoregressive  runs autoregressive strategies
/// @param diffusion  runs the others
/// @param drafters  models that strategies draft with
/// @param limit  the number of problems, from the first; 0 for all
/// @param batches  numbers of problems answered together
/// @param dtype  of the weights
/// @param backend  a name, or `auto`
/// @param threads  0 for all processors
/// @param chat  whether texts are put into the chat template of the model
/// @param stop  what becomes of a sequence that has its end token
public record EvaluationPlan(
        CatalogModel autoregressive,
        CatalogModel diffusion,
        Drafters drafters,
        Path dataset,
        int limit,
        int generatedTokens,
        List<StrategySpec> strategies,
        List<Integer> batches,
        DType dtype,
        String backend,
        int threads,
        boolean chat,
        Generation.Stop stop,
        SamplingSettings sampling) {
    public EvaluationPlan {
        strategies = List.copyOf(strategies);
        batches = List.copyOf(batches);
    }

    /// The settings: batches, then strategies.
    ///
    /// @throws IllegalArgumentException if a combination is bad
    List<Asked> asked() {
        return batches.stream()
                .flatMap(batch -> protocol(batch).asked().stream())
                .toList();
    }

    private AnswerProtocol protocol(int batch) {
        return new AnswerProtocol(
                autoregressive,
                diffusion,
                drafters,
                dataset,
                limit,
                generatedTokens,
                strategies,
                dtype,
                backend,
                threads,
                chat,
                batch,
                stop,
                sampling);
    }
}
