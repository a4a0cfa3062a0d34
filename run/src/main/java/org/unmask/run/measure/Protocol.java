package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.List;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DTypes;
import org.unmask.engine.Generation;
import org.unmask.engine.spi.KeyValue;
import org.unmask.result.Load;
import org.unmask.result.Prompts;
import org.unmask.result.Setting;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.SamplingSettings;

/// What is to be measured with pseudo-random prompts: every strategy at every batch, repetitions interleaved. It names no
/// machine, so results of any machine can be looked up with it.
///
/// @param autoregressive  runs the strategy `ar`
/// @param diffusion  runs the others
/// @param drafters  models that strategies draft with
/// @param strategies  with what is assumed of them, if anything
/// @param types  of weights, keys and values; activations are float32
/// @param backend  a name, or `auto`
/// @param threads  0 for all processors
/// @param warmups  runs of every setting before those that count
/// @param stop  when sequences end
public record Protocol(
        CatalogModel autoregressive,
        CatalogModel diffusion,
        Drafters drafters,
        List<StrategySpec> strategies,
        List<Integer> batches,
        int promptTokens,
        int generatedTokens,
        LogitRows logits,
        DTypes types,
        String backend,
        int threads,
        int warmups,
        int repetitions,
        Generation.Stop stop,
        SamplingSettings sampling) {
    /// Checks every combination before anything runs.
    ///
    /// @throws IllegalArgumentException if a combination is bad
    public Protocol {
        strategies = Asked.decoding(strategies, diffusion, generatedTokens);
        batches = List.copyOf(batches);
        KeyValue.checkStored(types.keyValue());
        for (int batch : batches) {
            Request request = new Request(batch, promptTokens, generatedTokens, logits);
            for (StrategySpec strategy : strategies) {
                CatalogModel entry = Asked.model(strategy, autoregressive, diffusion);
                entry.checkRuns(strategy, request);
                drafters.of(strategy, entry, request);
                sampling.of(entry.model());
            }
        }
    }

    /// The settings, by batch and strategy.
    public List<Asked> asked() {
        List<Asked> asked = new ArrayList<>();
        for (int batch : batches) {
            for (StrategySpec strategy : strategies) {
                asked.add(asked(strategy, batch));
            }
        }
        return asked;
    }

    private Asked asked(StrategySpec strategy, int batch) {
        CatalogModel entry = Asked.model(strategy, autoregressive, diffusion);
        Request request = new Request(batch, promptTokens, generatedTokens, logits)
                .shifted(entry.model().shiftedLogits());
        Setting setting = Asked.setting(
                entry,
                strategy,
                Load.batch(batch, promptTokens, generatedTokens),
                logits,
                types,
                Asked.stack(backend, threads),
                stop,
                sampling,
                Prompts.SYNTHETIC);
        return new Asked(entry, drafters.of(strategy, entry, request), strategy, request, setting);
    }
}
