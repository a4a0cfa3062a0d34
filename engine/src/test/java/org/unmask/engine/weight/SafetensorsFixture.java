package org.unmask.engine.weight;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.unmask.core.cases.Architectures;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Projections;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;

/// Writes small safetensors files, true and untrue ones.
final class SafetensorsFixture {
    static final Architecture MODEL = Architectures.dense(1, 4, 2, 1, 2, 3, 5).with(new Projections(true, true, false));

    /// Names as in checkpoints of LLaDA: the LM head and the down projection have one name, below other prefixes.
    private static final TensorNames LLADA = new TensorNames(
            "model.transformer.blocks.",
            "model.transformer.",
            TensorNames.HUGGING_FACE
                    .with(Map.ofEntries(
                            Map.entry(Weight.EMBEDDING, "wte.weight"),
                            Map.entry(Weight.ATTENTION_NORM, "attn_norm.weight"),
                            Map.entry(Weight.QUERY, "q_proj.weight"),
                            Map.entry(Weight.KEY, "k_proj.weight"),
                            Map.entry(Weight.VALUE, "v_proj.weight"),
                            Map.entry(Weight.OUTPUT, "attn_out.weight"),
                            Map.entry(Weight.MLP_NORM, "ff_norm.weight"),
                            Map.entry(Weight.GATE, "ff_proj.weight"),
                            Map.entry(Weight.UP, "up_proj.weight"),
                            Map.entry(Weight.DOWN, "ff_out.weight"),
                            Map.entry(Weight.FINAL_NORM, "ln_f.weight"),
                            Map.entry(Weight.LM_HEAD, "ff_out.weight")))
                    .parts(),
            false);

    /// Names that files have, by what they are called in tables of tests.
    static final Map<String, TensorNames> NAMES =
            Map.of("gguf", TensorNames.GGUF, "hugging-face", TensorNames.HUGGING_FACE, "llada", LLADA);

    private SafetensorsFixture() {}

    /// Roles that [#MODEL] has.
    static List<Weight> weights() {
        return Stream.of(Weight.values()).filter(MODEL::has).toList();
    }

    /// A file of this header and so many bytes of data; byte `i` of the data is `i mod 100`.
    static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(json.length).put(json);
        for (int i = 0; i < dataBytes; i++) {
            buffer.put((byte) (i % 100));
        }
        return buffer.array();
    }

    static Path write(Path folder, byte[] content) throws IOException {
        return Files.write(folder.resolve("model.safetensors"), content);
    }

    /// The header entry of one tensor.
    static String entry(String name, String dtype, String shape, long begin, long end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                .formatted(name, dtype, shape, begin, end);
    }

    /// A whole checkpoint of [#MODEL].
    static byte[] checkpoint(TensorNames names, String dtype, int elementBytes) {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        int end = 0;
        for (Weight weight : weights()) {
            int rows = MODEL.rows(weight);
            int columns = MODEL.columns(weight);
            int begin = end;
            end += rows * columns * elementBytes;
            String shape = Shapes.isVector(weight) ? "" + columns : rows + "," + columns;
            header.append(",").append(entry(names.of(weight, 0), dtype, shape, begin, end));
        }
        return file(header.append("}").toString(), end);
    }
}
