package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.unmask.catalog.family.Families;
import org.unmask.catalog.family.FamilyFiles;
import org.unmask.catalog.family.LeftOut;
import org.unmask.catalog.family.RopeParameters;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Family;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.Storage;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// A model's `config.json`, in the keys of its family.
///
/// What would change the arithmetic and is not supported (other activations, other routing, biases of other layers,
/// windows of some layers) is refused, never ignored. The one exception is `rope_scaling` of a kind that is not known:
/// it changes the rotation, not its cost, so it is recorded for the engine to refuse and predictions leave it out.
///
/// @param blockLength  the block a block-diffusion model was trained with, if the file has it (`bd_size`)
/// @param positions  the model was trained for, if the file says how many
/// @param unknownScaling  kind of scaling of the rotary frequencies that the engine does not compute; empty is none
/// @param storage  how tensors are stored, where they are not all of one element type
/// @param notes  what the file says and is left out or priced otherwise; each a line for people
/// @param unreadWeights  how weights are quantised, if the engine does not read that
public record HuggingFaceConfig(
        Family family,
        Architecture architecture,
        OptionalInt maskToken,
        List<Integer> endTokens,
        OptionalInt blockLength,
        OptionalInt positions,
        Optional<String> unknownScaling,
        Optional<Storage> storage,
        List<String> notes,
        Optional<String> unreadWeights) {
    /// So that bytes and FLOPs, too, fit in 63 bits.
    private static final long MAX_PARAMETERS = 1L << 55;

    private static final List<String> BLOCKS = List.of("bd_size", "block_size", "block_length", "canvas_length");

    public HuggingFaceConfig {
        endTokens = List.copyOf(endTokens);
        notes = List.copyOf(notes);
    }

    /// Reads a `config.json`.
    ///
    /// @throws IOException in one line, naming file and key, if something is missing, wrong or not supported
    public static HuggingFaceConfig read(Path file) throws IOException {
        return of(JsonFile.read(file));
    }

    /// Reads what a `config.json` would hold.
    ///
    /// @throws IOException as [#read]
    public static HuggingFaceConfig of(Fields root) throws IOException {
        TextModel text = TextModel.of(root);
        LeftOut leftOut = LeftOut.of(text.config());
        Fields config = leftOut.config();
        FamilyFiles files = Families.of(config);
        Architecture architecture = files.config().read(config);
        checkSize(config, architecture);
        Optional<Fields> keys = Quantisation.keys(config, root);
        Quantisation quantisation = keys.isPresent()
                ? Quantisation.of(keys.get(), architecture, files.family().tensorNames(), Quantisation.dense(config))
                : Quantisation.NONE;
        return new HuggingFaceConfig(
                files.family(),
                architecture,
                config.optionalToken("mask_token_id", architecture.vocabulary()),
                config.tokens("eos_token_id", architecture.vocabulary()),
                blockLength(config, files.family()),
                config.optionalCount(files.config().positions()),
                RopeParameters.unknownScaling(config),
                quantisation.storage(),
                Stream.of(text.notes(), leftOut.notes(), files.config().notes(config), quantisation.notes())
                        .flatMap(List::stream)
                        .toList(),
                quantisation.unread());
    }

    /// The key of a block has several names, which other models use for other things.
    private static OptionalInt blockLength(Fields config, Family family) throws IOException {
        if (family.paradigm() == Paradigm.BLOCK_DIFFUSION) {
            for (String key : BLOCKS) {
                if (config.has(key)) {
                    return OptionalInt.of(config.count(key));
                }
            }
        }
        return OptionalInt.empty();
    }

    private static void checkSize(Fields config, Architecture architecture) throws IOException {
        try {
            if (architecture.parameters() <= MAX_PARAMETERS) {
                return;
            }
        } catch (ArithmeticException e) {
            // more than 63 bits: as below
        }
        throw new IOException(
                config.file() + ": the sizes make more than " + MAX_PARAMETERS + " parameters; expected fewer");
    }

    /// This configuration with what other files of the folder add: further tokens that end a text, and the mask token
    /// if `config.json` does not say it.
    HuggingFaceConfig with(GenerationDefaults defaults, SpecialTokens specials) {
        List<Integer> ends = Stream.concat(endTokens.stream(), defaults.endTokens().stream())
                .distinct()
                .toList();
        if (ends.isEmpty() && specials.end().isPresent()) {
            ends = List.of(specials.end().getAsInt());
        }
        OptionalInt mask = Stream.of(maskToken, defaults.maskToken(), specials.mask())
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
        return new HuggingFaceConfig(
                family,
                architecture,
                family.paradigm() == Paradigm.AUTOREGRESSIVE ? maskToken : mask,
                ends,
                blockLength,
                positions,
                unknownScaling,
                storage,
                notes,
                unreadWeights);
    }

    /// This configuration with what a file beside it says of the weights, if it says nothing itself.
    HuggingFaceConfig with(Fields quantised, DType dense) throws IOException {
        Quantisation read = Quantisation.of(quantised, architecture, family.tensorNames(), dense);
        return new HuggingFaceConfig(
                family,
                architecture,
                maskToken,
                endTokens,
                blockLength,
                positions,
                unknownScaling,
                read.storage(),
                Stream.concat(notes.stream(), read.notes().stream()).toList(),
                read.unread());
    }

    /// The model under a name of the caller's choice.
    public Model model(String id, String name, String source) {
        return new Model(
                id,
                name,
                family,
                architecture,
                maskToken,
                endTokens,
                family.shiftedLogits(),
                source,
                blockLength,
                storage);
    }
}
