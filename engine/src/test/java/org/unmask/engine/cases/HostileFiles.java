package org.unmask.engine.cases;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.weight.ElementType;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufMetadata;
import org.unmask.engine.weight.GgufWriter;
import org.unmask.engine.weight.NewTensor;
import org.unmask.engine.weight.SafetensorsWriter;
import org.unmask.engine.weight.StoredWeights;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.TensorStore;
import org.unmask.engine.weight.WeightSource;

/// Files of every readable format with random damage, mostly before their data. Reading one must give weights or an
/// [IOException] whose message is one line that begins with a file; nothing else. Not for several threads at once.
public final class HostileFiles {
    /// Names of safetensors files whose queries, keys and values are one tensor.
    private static final TensorNames FUSED = TensorNames.HUGGING_FACE.with(Map.of(
            Weight.QUERY, "attention.query_key_value.weight",
            Weight.KEY, "attention.query_key_value.weight",
            Weight.VALUE, "attention.query_key_value.weight"));

    private static final Architecture MODEL =
            new Architecture(1, 32, 2, 1, 16, 32, 5, new Projections(true, true, false), Rope.whole(10_000, 16), 1e-6);
    /// The block of LLaDA2: several matrices in one tensor.
    private static final Architecture MIXTURE = new Architecture(
                    2, 32, 2, 1, 16, 32, 5, new Projections(false, true, false), Rope.whole(10_000, 16), 1e-6)
            .rotating(8)
            .with(new Experts(4, 2, 32, 32, 1, new Routing(Routing.Score.SIGMOID, true, 2.5, true, 2, 1)));
    /// Rows of a whole block of every type.
    private static final Architecture WIDE = new Architecture(
            1, 256, 2, 1, 128, 256, 5, new Projections(true, true, false), Rope.whole(10_000, 128), 1e-6);
    private static final int WIDE_MATRICES = 9;

    /// Numbers that lie in interesting ways.
    private static final long[] LIES = {
        0,
        1,
        2,
        3,
        7,
        8,
        9,
        31,
        32,
        33,
        255,
        65_535,
        65_536,
        0x7FFFFFFFL,
        0x80000000L,
        0xFFFFFFFFL,
        0x100000000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -32,
        Long.MAX_VALUE / 4,
        Long.MAX_VALUE / 32
    };
    private static final String MARKS = "0123456789[]{}\",:-.e\0\\/";

    private final Path folder;
    private final Random random;

    private HostileFiles(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    /// Damages and reads so many files, as many of each format.
    ///
    /// @param folder  an empty one
    /// @return how many were refused
    /// @throws IllegalStateException if reading one ended in another way
    public static long refused(Path folder, long seed, long count) throws IOException {
        return new HostileFiles(folder, seed).run(count);
    }

    /// A file to be damaged and what is read then.
    private record Target(Path damaged, Path opened, Architecture model, TensorNames names) {}

    private long run(long count) throws IOException {
        Path gguf = gguf(MODEL, TensorNames.GGUF, ElementType.F16);
        Path quantised = gguf(MODEL, TensorNames.GGUF, ElementType.Q8_0);
        Path mixture = gguf(MIXTURE, TensorNames.GGUF_FUSED, ElementType.BF16);
        Path index = SafetensorsWriter.write(folder, tensors(MODEL, TensorNames.HUGGING_FACE), 10_000, _ -> {});
        Path experts = SafetensorsWriter.write(
                Files.createDirectories(folder.resolve("mixture")), tensors(MIXTURE, FUSED), 1L << 30, _ -> {});
        List<Target> targets = new ArrayList<>(quanta());
        targets.addAll(List.of(
                new Target(gguf, gguf, MODEL, TensorNames.GGUF),
                new Target(quantised, quantised, MODEL, TensorNames.GGUF),
                new Target(mixture, mixture, MIXTURE, TensorNames.GGUF_FUSED),
                new Target(index, index, MODEL, TensorNames.HUGGING_FACE),
                new Target(secondShard(), index, MODEL, TensorNames.HUGGING_FACE),
                new Target(experts, experts, MIXTURE, FUSED)));
        long refused = 0;
        for (Target target : targets) {
            byte[] valid = Files.readAllBytes(target.damaged());
            if (isRefused(target)) {
                throw new IllegalStateException(target.opened() + ": refused without damage");
            }
            for (long i = 0; i < count / targets.size(); i++) {
                Files.write(target.damaged(), damaged(valid));
                refused += isRefused(target) ? 1 : 0;
            }
            Files.write(target.damaged(), valid);
        }
        return refused;
    }

    /// As many files as it takes for each type to be that of a matrix.
    private List<Target> quanta() throws IOException {
        List<ElementType> types = Stream.of(ElementType.values())
                .filter(type -> !type.name().startsWith("F8"))
                .toList();
        List<Target> targets = new ArrayList<>();
        for (int first = 0; first < types.size(); first += WIDE_MATRICES) {
            List<ElementType> own = types.subList(first, Math.min(types.size(), first + WIDE_MATRICES));
            Path file = gguf("quanta" + first, WIDE, TensorNames.GGUF, own.toArray(ElementType[]::new));
            targets.add(new Target(file, file, WIDE, TensorNames.GGUF));
        }
        return targets;
    }

    private Path secondShard() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("model-00002-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<NewTensor> tensors(Architecture model, TensorNames names) {
        Function<Arena, WeightSource> source = arena -> new SyntheticWeights(model, 1, DType.FLOAT32, 0.4, arena);
        return NewTensor.all(model, names, DType.FLOAT32, source);
    }

    /// A file of all kinds of metadata, whose matrices have an element type of choice.
    private Path gguf(Architecture model, TensorNames names, ElementType type) throws IOException {
        return gguf(type.name(), model, names, type);
    }

    /// A file whose matrices have these element types in turn.
    private Path gguf(String file, Architecture model, TensorNames names, ElementType... types) throws IOException {
        List<NewTensor> tensors = new ArrayList<>();
        int matrices = 0;
        for (NewTensor tensor : tensors(model, names)) {
            boolean vector = tensor.shape().size() == 1;
            ElementType type = types[matrices % types.length];
            matrices += vector ? 0 : 1;
            tensors.add(
                    vector
                            ? tensor
                            : new NewTensor(
                                    tensor.name(),
                                    type,
                                    tensor.shape(),
                                    arena -> arena.allocate(bytes(type, tensor.shape()))));
        }
        Path path = folder.resolve(file + ".gguf");
        new GgufWriter()
                .text("general.architecture", "qwen2")
                .whole("general.alignment", 32)
                .whole("qwen2.block_count", 1)
                .real("qwen2.rope.freq_base", 10_000)
                .flag("diffusion.shift_logits", true)
                .texts("tokenizer.ggml.tokens", List.of("a", "b", "", "é"))
                .wholes("tokenizer.ggml.token_type", List.of(1, 1, 3, 1))
                .write(path, tensors, _ -> {});
        return path;
    }

    private static long bytes(ElementType type, List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact) / type.blockElements() * type.blockBytes();
    }

    private boolean isRefused(Target target) {
        Architecture model = target.model();
        try (Arena arena = Arena.ofConfined()) {
            TensorStore store = TensorStore.open(target.opened(), arena);
            if (store instanceof GgufFile file) {
                for (String key : file.metadata().keys()) {
                    readAs(file.metadata(), key);
                }
            }
            StoredWeights weights = new StoredWeights(store, model, target.names(), DType.BFLOAT16, arena);
            for (Weight weight : Weight.values()) {
                if (model.has(weight)) {
                    int layer = weight.perLayer() && !model.has(weight, 0) ? 1 : 0;
                    weights.matrix(weight, layer, model.matrices(weight) - 1);
                }
            }
            return false;
        } catch (IOException e) {
            check(e);
            return true;
        } catch (RuntimeException e) {
            throw new IllegalStateException(target.opened() + ": not an IOException", e);
        }
    }

    /// Asks for a value as everything it might be.
    private void readAs(GgufMetadata metadata, String key) {
        List<Reading> readings = List.of(
                () -> metadata.text(key),
                () -> metadata.count(key),
                () -> metadata.positive(key),
                () -> metadata.flag(key),
                () -> metadata.texts(key),
                () -> metadata.wholes(key));
        for (Reading reading : readings) {
            try {
                reading.read();
            } catch (IOException e) {
                check(e);
            }
        }
    }

    private interface Reading {
        Object read() throws IOException;
    }

    private void check(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.startsWith(folder + "/") || message.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalStateException("not one line about a file: " + message, e);
        }
    }

    private byte[] damaged(byte[] valid) {
        byte[] content = valid.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && content.length > 16; i++) {
            // The data is longer than what stands before it, and less of it matters.
            int at = random.nextInt(random.nextInt(8) == 0 ? content.length : Math.min(content.length, 1500));
            switch (random.nextInt(8)) {
                case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> content[at] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
                case 2 -> content = Arrays.copyOf(content, at + 1);
                case 3 -> System.arraycopy(content, random.nextInt(at + 1), content, at, content.length - at);
                case 4 -> lie(content, random.nextInt(24));
                case 5 -> lie(content, at);
                case 6 -> content[at] = (byte) random.nextInt();
                case 7 -> content = replaced(content, at);
                default -> throw new IllegalStateException();
            }
        }
        return content;
    }

    private void lie(byte[] content, int at) {
        long lie = LIES[random.nextInt(LIES.length)];
        ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (random.nextBoolean() && at + Long.BYTES <= content.length) {
            buffer.putLong(at, lie);
        } else if (at + Integer.BYTES <= content.length) {
            buffer.putInt(at, (int) lie);
        }
    }

    /// A number, or what looks like one, replaced by another of any length.
    private byte[] replaced(byte[] content, int at) {
        byte[] lie = Long.toUnsignedString(LIES[random.nextInt(LIES.length)]).getBytes(StandardCharsets.US_ASCII);
        int end = at;
        while (end < content.length && content[end] >= '0' && content[end] <= '9') {
            end++;
        }
        byte[] result = new byte[content.length - (end - at) + lie.length];
        System.arraycopy(content, 0, result, 0, at);
        System.arraycopy(lie, 0, result, at, lie.length);
        System.arraycopy(content, end, result, at + lie.length, content.length - end);
        return result;
    }
}
