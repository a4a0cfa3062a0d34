package org.unmask.engine.weight;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.unmask.engine.weight.SafetensorsFixture.MODEL;
import static org.unmask.engine.weight.SafetensorsFixture.NAMES;
import static org.unmask.engine.weight.SafetensorsFixture.checkpoint;
import static org.unmask.engine.weight.SafetensorsFixture.write;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.cases.Architectures;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Projections;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

class StoredWeightsTest {
    @TempDir
    private Path folder;

    private static TensorNames names(String kind) {
        return requireNonNull(NAMES.get(kind));
    }

    private StoredWeights weights(Architecture model, TensorNames names, String type, int bytes, DType dtype)
            throws IOException {
        Path path = write(Files.createTempDirectory(folder, "checkpoint"), checkpoint(names, type, bytes));
        return new StoredWeights(SafetensorsFile.open(path, Arena.ofAuto()), model, names, dtype, Arena.ofAuto());
    }

    @ParameterizedTest
    @CsvSource({
        "gguf, F32, 4, FLOAT32",
        "hugging-face, F32, 4, BFLOAT16",
        "hugging-face, BF16, 2, FLOAT32",
        "llada, BF16, 2, BFLOAT16",
        "llada, F16, 2, FLOAT32",
        "hugging-face, F16, 2, BFLOAT16",
    })
    void everyTensorComesInTheTypeAskedFor(String names, String type, int bytes, DType dtype) throws IOException {
        StoredWeights weights = weights(MODEL, names(names), type, bytes, dtype);

        for (Weight weight : SafetensorsFixture.weights()) {
            Matrix matrix = weights.matrix(weight, 0);
            assertThat(matrix.rows()).isEqualTo(MODEL.rows(weight));
            assertThat(matrix.columns()).isEqualTo(MODEL.columns(weight));
            assertThat(matrix.dtype()).isEqualTo(Shapes.isVector(weight) ? DType.FLOAT32 : dtype);
        }
    }

    @Test
    void sameTypeIsThatPartOfTheFileOtherTypesAreConverted() throws IOException {
        Matrix narrow =
                weights(MODEL, names("llada"), "BF16", 2, DType.BFLOAT16).matrix(Weight.EMBEDDING, 0);
        Matrix wide = weights(MODEL, names("llada"), "BF16", 2, DType.FLOAT32).matrix(Weight.EMBEDDING, 0);
        Matrix half = weights(MODEL, names("llada"), "F16", 2, DType.FLOAT32).matrix(Weight.EMBEDDING, 0);

        // The embedding comes first in the fixture, so byte i of its data is i.
        assertThat(narrow.data().isReadOnly()).isTrue();
        assertThat(wide.data().isReadOnly()).isFalse();
        for (int i = 0; i < 20; i++) {
            short bits = (short) (((2 * i + 1) << 8) | (2 * i));
            assertThat(Elements.bfloat16(narrow.data(), i)).isEqualTo(Float.intBitsToFloat(bits << 16));
            assertThat(Elements.float32(wide.data(), i)).isEqualTo(Float.intBitsToFloat(bits << 16));
            assertThat(Elements.float32(half.data(), i)).isEqualTo(Float.float16ToFloat(bits));
        }
    }

    @Test
    void aMissingTensorIsNamed() {
        Architecture deeper = Architectures.dense(2, 4, 2, 1, 2, 3, 5).with(new Projections(true, true, false));

        assertThatThrownBy(() -> weights(deeper, names("llada"), "BF16", 2, DType.BFLOAT16))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("model.safetensors: no tensor 'model.transformer.blocks.1.attn_norm.weight';"
                        + " expected one of shape [4]");
    }

    @Test
    void aWrongShapeIsNamedWithWhatWasExpected() {
        Architecture wider = Architectures.dense(1, 4, 2, 1, 2, 3, 6).with(new Projections(true, true, false));

        assertThatThrownBy(() -> weights(wider, TensorNames.HUGGING_FACE, "BF16", 2, DType.BFLOAT16))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*model.safetensors: byte \\d+: tensor 'model.embed_tokens.weight' has shape"
                        + " \\[5, 4]; expected \\[6, 4]");
    }

    @Test
    void aTiedModelHasNoHeadOfItsOwn() throws IOException {
        Architecture tied = Architectures.dense(1, 4, 2, 1, 2, 3, 5).with(new Projections(true, true, true));
        StoredWeights weights = weights(tied, TensorNames.HUGGING_FACE, "BF16", 2, DType.BFLOAT16);

        assertThatThrownBy(() -> weights.matrix(Weight.LM_HEAD, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "model.layers.0.self_attn.rotary_emb.inv_freq, false",
        "model.rotary_emb.inv_freq, false",
        "lm_head.weight, false",
        "model.layers.0.self_attn.o_proj.bias, true",
        "model.layers.1.input_layernorm.weight, true",
        "model.layers.0.self_attn.q_proj.lora_A.weight, true",
    })
    void aTensorWithoutAPlaceIsRefused(String more, boolean refused) throws IOException {
        Architecture model = Architectures.dense(1, 4, 2, 1, 2, 3, 5).with(new Projections(false, false, true));
        List<NewTensor> tensors = new ArrayList<>(NewTensor.all(
                model,
                TensorNames.HUGGING_FACE,
                DType.FLOAT32,
                arena -> new SyntheticWeights(model, 1, DType.FLOAT32, 0.4, arena)));
        tensors.add(new NewTensor(more, ElementType.F32, List.of(1L), arena -> arena.allocate(4)));
        Path path = SafetensorsWriter.write(folder, tensors, 1L << 30, _ -> {});
        ThrowingCallable reading = () -> new StoredWeights(
                TensorStore.open(path, Arena.ofAuto()), model, TensorNames.HUGGING_FACE, DType.FLOAT32, Arena.ofAuto());

        if (!refused) {
            assertThatCode(reading).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(reading)
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("model.safetensors: tensor '" + more + "' has no place in the model; what it"
                            + " does to the result would be left out");
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny-math-ar, hugging-face, FLOAT32", "tiny-math-dlm, llada, BFLOAT16"})
    void readsTheSmallPair(String name, String names, DType dtype) throws IOException {
        Path path = Path.of("../models", name, "model.safetensors");
        Architecture model = Architectures.dense(6, 192, 6, 6, 32, 512, 160);
        SafetensorsFile file = SafetensorsFile.open(path, Arena.ofAuto());
        StoredWeights weights = new StoredWeights(file, model, names(names), dtype, Arena.ofAuto());

        assertThat(file.names()).hasSize(57);
        for (Weight weight : Weight.values()) {
            if (model.has(weight)) {
                Matrix matrix = weights.matrix(weight, weight.perLayer() ? 5 : 0);
                assertThat(energy(matrix)).as(weight.name()).isBetween(1e-3, 10.0);
            }
        }
    }

    /// Mean square of the elements.
    private static double energy(Matrix matrix) {
        long count = (long) matrix.rows() * matrix.columns();
        double sum = 0;
        for (long i = 0; i < count; i++) {
            float value = switch (matrix.dtype()) {
                case FLOAT32 -> Elements.float32(matrix.data(), i);
                case BFLOAT16 -> Elements.bfloat16(matrix.data(), i);
                case FP16, FP8, INT8, FP4, INT4, W8A8, W4A8 -> throw Matrix.notComputed(matrix.dtype());
            };
            sum += (double) value * value;
        }
        return sum / count;
    }
}
