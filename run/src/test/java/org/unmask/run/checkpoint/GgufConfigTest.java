package org.unmask.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.RopeScaling;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.engine.weight.ElementType;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufWriter;
import org.unmask.engine.weight.NewTensor;
import org.unmask.engine.weight.SyntheticWeights;

class GgufConfigTest {
    private static final Architecture LLAMA = new Architecture(
                    2, 64, 4, 2, 16, 96, 160, Projections.PLAIN, Rope.whole(500_000, 16), 1e-5)
            .with(RopePairing.INTERLEAVED);
    private static final Architecture DREAM = new Architecture(
            2, 64, 4, 2, 16, 96, 160, new Projections(true, false, false), Rope.whole(500_000, 16), 1e-5);

    @TempDir
    private Path folder;

    /// What every file says.
    private static GgufWriter basic(String arch) {
        return new GgufWriter()
                .text("general.architecture", arch)
                .whole(arch + ".block_count", 2)
                .whole(arch + ".embedding_length", 64)
                .whole(arch + ".feed_forward_length", 96)
                .whole(arch + ".attention.head_count", 4)
                .whole(arch + ".attention.head_count_kv", 2)
                .real(arch + ".attention.layer_norm_rms_epsilon", 1e-5)
                .real(arch + ".rope.freq_base", 500_000);
    }

    private Model read(GgufWriter metadata, Architecture architecture, NewTensor... more) throws IOException {
        List<NewTensor> tensors = new ArrayList<>(NewTensor.all(
                architecture,
                architecture.experts().isPresent() ? TensorNames.GGUF_FUSED : TensorNames.GGUF,
                DType.BFLOAT16,
                arena -> new SyntheticWeights(architecture, 1, DType.BFLOAT16, 0.4, arena)));
        tensors.addAll(List.of(more));
        Path path = folder.resolve("m.gguf");
        metadata.write(path, tensors, _ -> {});
        try (Arena arena = Arena.ofShared()) {
            return GgufConfig.model(GgufFile.open(path, arena), "m");
        }
    }

    private static NewTensor vector(String name, float... values) {
        return new NewTensor(
                name,
                ElementType.F32,
                List.of((long) values.length),
                arena -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
    }

    @Test
    void llamaTurnsNeighboursAndIsCausal() throws IOException {
        Model model = read(basic("llama").whole("tokenizer.ggml.eos_token_id", 7), LLAMA);

        assertThat(model.architecture()).isEqualTo(LLAMA);
        assertThat(model.paradigm()).isEqualTo(Paradigm.AUTOREGRESSIVE);
        assertThat(model.family().id()).isEqualTo("llama");
        assertThat(model.endTokens()).containsExactly(7);
        assertThat(model.maskToken()).isEmpty();
        assertThat(model.shiftedLogits()).isFalse();
    }

    @Test
    void withoutAHeadTheEmbeddingIsTheHead() throws IOException {
        Architecture tied = new Architecture(
                        2, 64, 4, 2, 16, 96, 160, new Projections(false, false, true), Rope.whole(5e5, 16), 1e-5)
                .with(RopePairing.INTERLEAVED);

        assertThat(read(basic("llama"), tied).architecture().projections().tiedEmbeddings())
                .isTrue();
    }

    @Test
    void dreamShiftsItsLogitsUnlessTheFileSaysOtherwise() throws IOException {
        Model model = read(basic("dream").whole("tokenizer.ggml.mask_token_id", 159), DREAM);

        assertThat(model.architecture()).isEqualTo(DREAM);
        assertThat(model.paradigm()).isEqualTo(Paradigm.DIFFUSION);
        assertThat(model.maskToken()).hasValue(159);
        assertThat(model.shiftedLogits()).isTrue();
        assertThat(read(basic("dream").flag("diffusion.shift_logits", false), DREAM)
                        .shiftedLogits())
                .isFalse();
        assertThat(read(basic("llada"), LLAMA).shiftedLogits()).isFalse();
    }

    @Test
    void divisorsScaleTheRotaryFrequencies() throws IOException {
        NewTensor divisors = vector("rope_freqs.weight", 1, 1, 1, 1, 1, 2, 8, 8);

        assertThat(read(basic("llama"), LLAMA, divisors).architecture().rope().scaling())
                .contains(new RopeScaling.Divided(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 8.0, 8.0)));
        assertThatThrownBy(() -> read(basic("llama"), LLAMA, vector("rope_freqs.weight", 1, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("m.gguf: bad architecture: 2 rope divisors for 16 rotated elements");
        assertThatThrownBy(() -> read(basic("llama"), LLAMA, vector("rope_freqs.weight", 1, 1, 1, 1, 1, 1, 1, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad rope scaling: divisor=0.0");
    }

    /// What a file says of Ling 2.0, or of LLaDA2.
    private static GgufWriter bailing() {
        return basic("bailingmoe2")
                .whole("bailingmoe2.expert_count", 8)
                .whole("bailingmoe2.expert_used_count", 2)
                .whole("bailingmoe2.expert_feed_forward_length", 32)
                .whole("bailingmoe2.expert_shared_count", 2)
                .whole("bailingmoe2.expert_shared_feed_forward_length", 48)
                .whole("bailingmoe2.leading_dense_block_count", 1)
                .whole("bailingmoe2.expert_group_count", 4)
                .whole("bailingmoe2.expert_group_used_count", 2)
                .flag("bailingmoe2.expert_weights_norm", true)
                .real("bailingmoe2.expert_weights_scale", 2.5)
                .whole("bailingmoe2.rope.dimension_count", 8);
    }

    private static final Architecture BAILING = new Architecture(
                    2, 64, 4, 2, 16, 96, 160, new Projections(false, true, false), Rope.whole(500_000, 16), 1e-5)
            .rotating(8)
            .with(new Experts(8, 2, 32, 96, 1, new Routing(Routing.Score.SIGMOID, true, 2.5, true, 4, 2)));

    @Test
    void bailingIsLingUnlessItMasks() throws IOException {
        GgufWriter ling = bailing().whole("bailingmoe2.expert_gating_func", 2);
        assertThat(read(ling, BAILING).architecture()).isEqualTo(BAILING);
        assertThat(read(ling, BAILING).paradigm()).isEqualTo(Paradigm.AUTOREGRESSIVE);
        assertThat(read(ling, BAILING).family().id()).isEqualTo("ling2");

        GgufWriter llada2 = ling.whole("tokenizer.ggml.mask_token_id", 159);
        assertThat(read(llada2, BAILING).paradigm()).isEqualTo(Paradigm.BLOCK_DIFFUSION);
        assertThat(read(llada2, BAILING).family().id()).isEqualTo("llada2");
        assertThat(read(llada2.flag("bailingmoe2.attention.causal", true), BAILING)
                        .paradigm())
                .isEqualTo(Paradigm.AUTOREGRESSIVE);
    }

    @Test
    void otherRoutingIsRefused() {
        assertThatThrownBy(() -> read(bailing().whole("bailingmoe2.expert_gating_func", 3), BAILING))
                .hasMessageContaining(
                        "'bailingmoe2.expert_gating_func' is a UINT32; expected 1 (softmax) or 2 (sigmoid)");
        assertThatThrownBy(() -> read(
                        bailing()
                                .whole("bailingmoe2.expert_gating_func", 2)
                                .whole("bailingmoe2.nextn_predict_layers", 1),
                        BAILING))
                .hasMessageContaining("layers that predict further tokens are not supported");
        assertThatThrownBy(() -> read(basic("dream").whole("dream.expert_count", 8), DREAM))
                .hasMessageContaining("expected 0: dream is dense");
        assertThatThrownBy(() -> read(
                        basic("llama").whole("llama.expert_count", 8).whole("llama.expert_shared_count", 1), LLAMA))
                .hasMessageContaining("expected 0, as llama has it");
        assertThatThrownBy(() -> read(basic("qwen3moe"), LLAMA)).hasMessageContaining("expert_feed_forward_length");
        assertThatThrownBy(() -> read(basic("qwen2moe").whole("qwen2moe.expert_count", 8), LLAMA))
                .hasMessageContaining("general.architecture: files of the architecture qwen2moe are priced, not run");
    }

    @Test
    void anUnknownArchitectureNamesTheNearest() {
        assertThatThrownBy(() -> read(basic("lama"), LLAMA))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unknown architecture 'lama'; did you mean llama");
        assertThatThrownBy(() -> read(basic("gema3"), LLAMA))
                .hasMessageContaining("unknown architecture 'gema3'; did you mean gemma3?");
    }

    @Test
    void aTensorWithoutAUseIsRefused() {
        assertThatThrownBy(() -> read(basic("llama"), LLAMA, vector("blk.0.attn_output.bias", 1)))
                .hasMessageEndingWith("m.gguf: tensor 'blk.0.attn_output.bias' has no place in the model; what"
                        + " it does to the result would be left out");
    }

    @Test
    void scalingThatIsNotComputedIsPriced() throws IOException {
        assertThat(scaling(
                        basic("llama").text("llama.rope.scaling.type", "yarn").real("llama.rope.scaling.factor", 4)))
                .contains("yarn");
        assertThat(scaling(basic("llama").real("llama.rope.scale_linear", 4))).contains("linear");
        assertThat(scaling(basic("llama").real("llama.rope.scale_linear", 1))).isEmpty();
        assertThat(scaling(basic("llama").text("llama.rope.scaling.type", "none")))
                .isEmpty();
    }

    private Optional<String> scaling(GgufWriter metadata) throws IOException {
        read(metadata, LLAMA);
        return new GgufModels().read(folder.resolve("m.gguf")).unknownScaling();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attention.head_count | 0 | a whole number from 1",
                "attention.head_count_kv | 3 | heads=4 is not a multiple of key-value heads=3",
                "attention.key_length | 15 | head dimension=15 is odd",
                "attention.value_length | 32 | expected 16, not 32",
                "rope.dimension_count | 8 | expected 16, not 8",
                "vocab_size | 161 | expected 160, not 161",
                "block_count | 1 | 'blk.1.",
            })
    void aBadValueIsOneLine(String key, int value, String message) {
        assertRefused(writer -> writer.whole("qwen2." + key, value), "qwen2." + key, message);
    }

    @Test
    void whatIsNotSupportedIsOneLine() {
        assertRefused(writer -> writer.flag("qwen2.attention.causal", false), "", "expected true, as qwen2 has it");
        assertRefused(writer -> writer.whole("tokenizer.ggml.eos_token_id", 160), "", "from 0 to 159, not 160");
        assertRefused(writer -> writer.text("qwen2.attention.head_count", "4"), "qwen2.attention.head_count", "STRING");
        assertRefused(writer -> writer, "qwen2.block_count", "'qwen2.block_count' is missing; expected a whole number");
    }

    /// @param without  a key of the basic ones that is left out
    private void assertRefused(UnaryOperator<GgufWriter> change, String without, String message) {
        GgufWriter writer = new GgufWriter().text("general.architecture", "qwen2");
        String[] wholes = {
            "block_count",
            "2",
            "embedding_length",
            "64",
            "feed_forward_length",
            "96",
            "attention.head_count",
            "4",
            "attention.head_count_kv",
            "2"
        };
        for (int i = 0; i < wholes.length; i += 2) {
            if (!without.equals("qwen2." + wholes[i])) {
                writer.whole("qwen2." + wholes[i], Integer.parseInt(wholes[i + 1]));
            }
        }
        writer.real("qwen2.attention.layer_norm_rms_epsilon", 1e-5);
        assertThatThrownBy(() -> read(change.apply(writer), DREAM))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("m.gguf: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
