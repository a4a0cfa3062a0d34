package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// A model and what is needed to run it.
///
/// @param weights  `model.safetensors`, the index of several such files, or a GGUF file; beside it, if text is to be
///     read or written, `tokenizer.json`; empty if there are no weights
/// @param tensorNames  of the weights
/// @param positions  the model was trained for, prompt and answer together, where that is known
/// @param specials  tokens that are no text
/// @param unknownScaling  kind of scaling of the rotary frequencies that the engine does not compute; empty is none
/// @param notes  what its file says and is left out or priced otherwise; each a line for people
/// @param obstacle  why the weights that are there cannot be run, for people; empty if they can, or there are none
public record CatalogModel(
        Model model,
        Optional<Path> weights,
        TensorNames tensorNames,
        OptionalInt positions,
        SpecialTokens specials,
        Optional<String> unknownScaling,
        List<String> notes,
        Optional<String> obstacle) {
    public CatalogModel {
        notes = List.copyOf(notes);
    }

    /// The block a block-diffusion model was trained with, where that is known.
    public OptionalInt blockLength() {
        return model.blockLength();
    }

    /// Checks that the engine computes what a checkpoint of this model means.
    ///
    /// @throws IllegalArgumentException if it does not
    public void checkRunnable() {
        if (obstacle.isPresent()) {
            throw new IllegalArgumentException(obstacle.get());
        }
        if (unknownScaling.isPresent()) {
            throw new IllegalArgumentException("model " + model.id() + " has rope scaling '" + unknownScaling.get()
                    + "', which the engine does not compute; it can be predicted, or run with synthetic weights");
        }
    }

    /// Checks that the engine runs a strategy on this model, as it is found: with its weights, or synthetic ones if there
    /// are none.
    ///
    /// @return the strategy
    /// @throws IllegalArgumentException if it does not, or strategy and request do not fit each other or the model
    public Strategy checkRuns(StrategySpec spec, Request request) {
        if (obstacle.isPresent() || weights.isPresent()) {
            checkRunnable();
        }
        Strategy strategy = Strategies.runnable(spec, request.shifted(model.shiftedLogits()));
        if (!Strategies.isAutoregressive(spec) && model.maskToken().isEmpty()) {
            throw new IllegalArgumentException("model " + model.id() + " has no mask token, so strategy '" + spec
                    + "' cannot run it; strategy ar can, or take a diffusion model");
        }
        checkLength(request.promptTokens(), request.generatedTokens());
        return strategy;
    }

    /// The usual way to generate from it, as the command line names it.
    public String usualStrategy() {
        String usual = model.family().strategy();
        boolean blocks = Strategies.family(StrategySpec.parse(usual).id()).keys().stream()
                .anyMatch(key -> key.name().equals("block"));
        if (model.paradigm() != Paradigm.BLOCK_DIFFUSION || blockLength().isEmpty() || !blocks) {
            return usual;
        }
        String block = ":block=" + blockLength().getAsInt();
        return usual.contains(":") ? usual.replaceFirst(":", block + ",") : usual + block;
    }

    /// Checks that a prompt and its answer are no longer than the texts the model was trained for.
    ///
    /// @throws IllegalArgumentException if they are
    public void checkLength(long promptTokens, long generatedTokens) {
        if (isBeyond(promptTokens + generatedTokens)) {
            throw new IllegalArgumentException("prompt " + promptTokens + " and generated " + generatedTokens + " make "
                    + (promptTokens + generatedTokens) + " positions; " + model.id() + " was trained for "
                    + positions.getAsInt() + ": shorten the prompt or generate fewer tokens");
        }
    }

    /// Checks that the last block of an answer, which is computed whole, ends where the model was trained for.
    ///
    /// @param block  positions of a block, counted from position 0
    /// @throws IllegalArgumentException if it ends later
    public void checkEnd(long promptTokens, long generatedTokens, int block) {
        checkLength(promptTokens, generatedTokens);
        long end = Math.ceilDiv(promptTokens + generatedTokens, (long) block) * block;
        if (isBeyond(end)) {
            throw new IllegalArgumentException("prompt " + promptTokens + " and generated " + generatedTokens
                    + " end in a block of " + block + " that reaches position " + end + "; " + model.id()
                    + " was trained for " + positions.getAsInt() + ": shorten the prompt, or generate fewer tokens");
        }
    }

    /// Whether so many positions are more than the model was trained for, as far as that is known.
    public boolean isBeyond(long tokens) {
        return positions.isPresent() && tokens > positions.getAsInt();
    }

    /// The folder of the weights.
    public Optional<Path> folder() {
        return weights.map(file -> file.toAbsolutePath().resolve("..").normalize());
    }

    /// This model with the weights of a folder, if it has some.
    CatalogModel in(Path folder) throws IOException {
        WeightFiles files = WeightFiles.of(folder);
        Optional<String> reason = files.file().isPresent() && obstacle.isPresent() ? obstacle : files.obstacle();
        return new CatalogModel(
                model,
                reason.isPresent() ? Optional.empty() : files.file(),
                tensorNames,
                positions,
                specials,
                unknownScaling,
                notes,
                reason);
    }

    /// This model with one more note.
    CatalogModel noting(String note) {
        List<String> all = Stream.concat(Stream.of(note), notes.stream()).toList();
        return new CatalogModel(model, weights, tensorNames, positions, specials, unknownScaling, all, obstacle);
    }
}
