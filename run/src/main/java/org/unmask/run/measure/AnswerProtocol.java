package org.unmask.run.measure;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Prompts;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.SamplingSettings;

/// Problems that trained models are to answer, batch by batch, strategies interleaved. It names no machine, so results of
/// any machine can be looked up with it.
///
/// @param autoregressive  runs the strategy `ar`
/// @param diffusion  runs the others
/// @param drafters  models that strategies draft with
/// @param prompts  a file of JSON lines
/// @param problems  how many of them, 0 for all
/// @param dtype  of the weights
/// @param backend  a name, or `auto`
/// @param threads  0 for all processors
/// @param chat  whether texts are put into the chat template of the model's family
/// @param batch  problems answered together
/// @param stop  what becomes of a sequence that has its end token
public record AnswerProtocol(
        CatalogModel autoregressive,
        CatalogModel diffusion,
        Drafters drafters,
        Path prompts,
        int problems,
        int generatedTokens,
        List<StrategySpec> strategies,
        DType dtype,
        String backend,
        int threads,
        boolean chat,
        int batch,
        Generation.Stop stop,
        SamplingSettings sampling) {
    /// Checks every combination before anything runs.
    ///
    /// @throws IllegalArgumentException if a combination is bad
    public AnswerProtocol {
        strategies = Asked.decoding(strategies, diffusion, generatedTokens);
        for (StrategySpec strategy : strategies) {
            CatalogModel entry = Asked.model(strategy, autoregressive, diffusion);
            Request request = new Request(batch, 1, generatedTokens, LogitRows.ACTIVE);
            Strategy decoding = entry.checkRuns(strategy, request);
            drafters.of(strategy, entry, request);
            if (batch > 1) {
                // Prompts of a batch have different lengths: refuse now what has no way to pad them.
                decoding.paddingUnit();
            }
        }
    }

    /// The settings, by strategy. Requests are those of the shortest prompt.
    public List<Asked> asked() {
        return strategies.stream()
                .map(strategy -> {
                    CatalogModel entry = Asked.model(strategy, autoregressive, diffusion);
                    Request request = new Request(batch, 1, generatedTokens, LogitRows.ACTIVE);
                    return new Asked(
                            entry,
                            drafters.of(strategy, entry, request),
                            strategy,
                            request,
                            Asked.setting(
                                    entry,
                                    strategy,
                                    Load.batch(batch, new Lengths.AsGiven(), generatedTokens),
                                    LogitRows.ACTIVE,
                                    Engine.types(dtype),
                                    Asked.stack(backend, threads),
                                    stop,
                                    sampling,
                                    new Prompts(Optional.empty(), Optional.of(chat ? "chat" : "plain"))));
                })
                .toList();
    }
}
