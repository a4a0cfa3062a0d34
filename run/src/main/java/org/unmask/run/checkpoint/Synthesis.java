package org.unmask.run.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.unmask.catalog.ConfigWriter;
import org.unmask.core.model.Model;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.token.BpeVocabulary;
import org.unmask.engine.token.ByteVocabulary;
import org.unmask.engine.weight.NewTensor;
import org.unmask.engine.weight.ReorderedWeights;
import org.unmask.engine.weight.SafetensorsWriter;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightSource;
import org.unmask.input.NewFile;

/// A checkpoint of random weights, with the tensors and sizes of a real one.
///
/// Both formats hold the same function: where a format wants the elements of heads in another order, rows are moved.
///
/// @param model  that the files describe; its weights are drawn in its own order
/// @param blockLength  a block-diffusion model was trained with, where that is known
/// @param positions  the model was trained for, where that is known
/// @param dtype  of the matrices; norms and biases are float32 always
/// @param shardBytes  of a safetensors file at most
public record Synthesis(
        Model model,
        OptionalInt blockLength,
        OptionalInt positions,
        long seed,
        DType dtype,
        CheckpointFormat format,
        long shardBytes) {
    private static final String CONFIG = "config.json";
    private static final String TOKENIZER = "tokenizer.json";

    public Synthesis {
        if (shardBytes < 1) {
            throw new IllegalArgumentException("bad shard size: " + shardBytes + " bytes; at least 1");
        }
        if (model.architecture().window().isPresent()) {
            throw new IllegalArgumentException(
                    "model " + model.id() + " has windows; checkpoints of such models cannot be written");
        }
        if (model.architecture().experts().isPresent() && !model.architecture().has(Weight.ROUTER)) {
            throw new IllegalArgumentException("model " + model.id() + " has no experts in its first "
                    + model.architecture().layers() + " layers; ask for more");
        }
    }

    /// Bytes of all tensors.
    public long bytes() {
        return tensors().stream().mapToLong(NewTensor::bytes).reduce(0, Math::addExact);
    }

    /// The largest tensor and its bytes, if it is larger than a file should be: it gets a file of its own. GGUF is one
    /// file always.
    public Optional<String> oversized() {
        return format == CheckpointFormat.GGUF
                ? Optional.empty()
                : tensors().stream()
                        .max(Comparator.comparingLong(NewTensor::bytes))
                        .filter(tensor -> tensor.bytes() > shardBytes)
                        .map(tensor -> tensor.name() + " has " + tensor.bytes() + " bytes");
    }

    /// Number of tensors.
    public int count() {
        return tensors().size();
    }

    /// Whether the vocabulary has room for a tokenizer of bytes.
    public boolean hasTokenizer() {
        return ByteVocabulary.fits(model.architecture().vocabulary(), specials().keySet());
    }

    /// Files in a folder that writing would replace, or that would be taken for a part of the checkpoint.
    public List<Path> replaced(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(this::isOurs).sorted().toList();
        }
    }

    private boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        return switch (format) {
            case SAFETENSORS ->
                name.equals(CONFIG)
                        || name.equals(TOKENIZER)
                        || name.matches("model.*\\.safetensors(\\.index\\.json)?");
            case GGUF -> name.equals(ggufName());
        };
    }

    private String ggufName() {
        return model.id() + ".gguf";
    }

    /// Writes the files, in place of those that were there.
    ///
    /// @param written  told the name of each tensor
    /// @return what to open
    /// @throws IllegalArgumentException if the format cannot say the model
    public Path write(Path folder, Consumer<String> written) throws IOException {
        List<NewTensor> tensors = tensors();
        Optional<BpeVocabulary> vocabulary = hasTokenizer()
                ? Optional.of(new ByteVocabulary(model.architecture().vocabulary(), specials()).vocabulary())
                : Optional.empty();
        Files.createDirectories(folder);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (bytes() > free) {
            throw new IOException(folder + ": " + bytes() + " bytes to write, " + free + " are free");
        }
        List<Path> old = replaced(folder);
        if (format == CheckpointFormat.SAFETENSORS) {
            ConfigWriter.write(folder.resolve(CONFIG), model, dtype, blockLength, positions);
        }
        for (Path file : old) {
            if (!file.endsWith(CONFIG)) {
                Files.delete(file);
            }
        }
        if (vocabulary.isPresent() && format == CheckpointFormat.SAFETENSORS) {
            NewFile.text(folder.resolve(TOKENIZER), vocabulary.get().json());
        }
        return switch (format) {
            case SAFETENSORS -> {
                SafetensorsWriter.write(folder, tensors, shardBytes, written);
                yield folder;
            }
            case GGUF -> {
                Path path = folder.resolve(ggufName());
                new GgufCheckpoint(model, positions).metadata(vocabulary).write(path, tensors, written);
                yield path;
            }
        };
    }

    private List<NewTensor> tensors() {
        return switch (format) {
            case SAFETENSORS -> weights(model.family().tensorNames(), RopePairing.HALF);
            case GGUF -> {
                GgufCheckpoint checkpoint = new GgufCheckpoint(model, positions);
                yield checkpoint.tensors(weights(checkpoint.names(), checkpoint.pairing()));
            }
        };
    }

    private List<NewTensor> weights(TensorNames names, RopePairing pairing) {
        Function<Arena, WeightSource> source = arena -> new ReorderedWeights(
                new SyntheticWeights(
                        model.architecture(),
                        model.family().tensorNames().ofGguf(),
                        seed,
                        dtype,
                        SyntheticWeights.OUTPUT_DEVIATION,
                        arena),
                model.architecture(),
                pairing,
                arena);
        return NewTensor.all(model.architecture(), names, dtype, source);
    }

    private SortedMap<Integer, String> specials() {
        SortedMap<Integer, String> specials = new TreeMap<>();
        List<Integer> ends = new ArrayList<>(model.endTokens());
        for (int i = 0; i < ends.size(); i++) {
            specials.put(ends.get(i), i == 0 ? "<|end|>" : "<|end-" + (i + 1) + "|>");
        }
        model.maskToken().ifPresent(token -> specials.put(token, "<|mask|>"));
        return specials;
    }
}
