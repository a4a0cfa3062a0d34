package org.unmask.run.measure;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DTypes;
import org.unmask.engine.Backends;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;
import org.unmask.result.Checkpoint;
import org.unmask.result.Drawing;
import org.unmask.result.ElementTypes;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Prompts;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import org.unmask.result.Stop;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.SamplingSettings;

/// A setting of a protocol.
///
/// @param drafter  the model that the strategy drafts with, if it does
/// @param strategy  with what is assumed of it, if anything
/// @param setting  unknown in what the protocol leaves to the machine: weights, backend `auto`, all threads, the machine
public record Asked(
        CatalogModel entry, Optional<CatalogModel> drafter, StrategySpec strategy, Request request, Setting setting) {
    /// This question with a setting of which more is known.
    public Asked with(Setting known) {
        return new Asked(entry, drafter, strategy, request, known);
    }

    /// The models that run: the one that answers, and the one that drafts for it.
    public Stream<CatalogModel> models() {
        return Stream.concat(Stream.of(entry), drafter.stream());
    }

    /// Checks that it has room on this machine, and that its drafter was trained for so many positions, too.
    ///
    /// @param room  for the model that answers, beside the weights of all others
    /// @throws IllegalArgumentException if not
    public void check(Capacity room, DTypes types) {
        drafter.ifPresent(drafts -> drafts.checkLength(request.promptTokens(), request.generatedTokens()));
        Capacity left = drafter.map(drafts -> room.besideCache(drafts.model(), types, request))
                .orElse(room);
        left.check(entry, types, strategy, request);
    }

    /// The model of a pair that a strategy runs.
    static CatalogModel model(StrategySpec strategy, CatalogModel autoregressive, CatalogModel diffusion) {
        return Strategies.isAutoregressive(strategy) ? autoregressive : diffusion;
    }

    /// The strategies with the block of the model they run; autoregressive ones have none.
    static List<StrategySpec> decoding(List<StrategySpec> strategies, CatalogModel diffusion, int generatedTokens) {
        return strategies.stream()
                .map(strategy -> diffusion.model().decoding(strategy, generatedTokens))
                .toList();
    }

    static Stack stack(String backend, int threads) {
        return new Stack(
                Optional.of(Stack.UNMASK),
                Optional.empty(),
                Optional.of(backend).filter(name -> !name.equals(Backends.AUTO)),
                Optional.empty(),
                Optional.of(threads).filter(asked -> asked > 0),
                Optional.empty());
    }

    static Setting setting(
            CatalogModel entry,
            StrategySpec strategy,
            Load load,
            LogitRows logits,
            DTypes types,
            Stack stack,
            Generation.Stop stop,
            SamplingSettings sampling,
            Prompts prompts) {
        return new Setting(
                Checkpoint.named(entry.model().id()),
                Optional.of(Setting.run(strategy)),
                load,
                Optional.of(logits),
                Optional.empty(),
                ElementTypes.of(types),
                stack,
                Machine.UNKNOWN,
                Optional.of(stop(stop)),
                drawing(sampling.of(entry.model())),
                Optional.of(false),
                prompts);
    }

    private static Stop stop(Generation.Stop stop) {
        return switch (stop) {
            case AT_LENGTH -> Stop.LENGTH;
            case AT_END_TOKEN -> Stop.END_TOKEN;
            case AT_LAST_END_TOKEN -> Stop.LAST_END_TOKEN;
        };
    }

    private static Drawing drawing(Sampling sampling) {
        return Drawing.of(
                sampling.isGreedy() ? Drawing.GREEDY : sampling.style().id(),
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.seed());
    }
}
