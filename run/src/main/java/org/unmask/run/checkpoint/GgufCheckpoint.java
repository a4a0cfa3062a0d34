package org.unmask.run.checkpoint;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;
import org.unmask.engine.token.BpeVocabulary;
import org.unmask.engine.weight.ElementType;
import org.unmask.engine.weight.GgufWriter;
import org.unmask.engine.weight.NewTensor;

/// What a GGUF file says of a model, in the keys of llama.cpp.
final class GgufCheckpoint {
    /// llama.cpp wants a number even where none is known.
    private static final int UNKNOWN_POSITIONS = 4096;

    private final Model model;
    private final Architecture architecture;
    private final OptionalInt positions;
    private final GgufArchitecture format;

    /// @param positions  the model was trained for, where that is known
    /// @throws IllegalArgumentException if no architecture of GGUF says all of the model
    GgufCheckpoint(Model model, OptionalInt positions) {
        this.model = model;
        this.positions = positions;
        this.architecture = model.architecture();
        this.format = format(model);
    }

    private static GgufArchitecture format(Model model) {
        GgufArchitecture format = model.family()
                .gguf()
                .orElseThrow(() -> new IllegalArgumentException("model " + model.id()
                        + ": GGUF has no architecture for the family "
                        + model.family().id()
                        + "; choose another format"));
        if (!format.says(model.architecture())) {
            throw new IllegalArgumentException("GGUF architecture " + format.name() + " cannot hold model " + model.id()
                    + "; choose another format");
        }
        return format;
    }

    /// What the file calls its tensors.
    TensorNames names() {
        return format.names();
    }

    /// The order of the elements of heads that readers expect.
    RopePairing pairing() {
        return format.pairing();
    }

    /// Everything but the tensors.
    ///
    /// @param vocabulary  empty if there is none to be written
    GgufWriter metadata(Optional<BpeVocabulary> vocabulary) {
        GgufWriter writer = new GgufWriter()
                .text(GgufConfig.ARCHITECTURE, format.name())
                .text("general.name", model.name())
                .whole(key("vocab_size"), architecture.vocabulary())
                .whole(key("context_length"), positions.orElse(UNKNOWN_POSITIONS))
                .whole(key("embedding_length"), architecture.hidden())
                .whole(key("block_count"), architecture.layers())
                .whole(key("feed_forward_length"), architecture.intermediate())
                .whole(key("attention.head_count"), architecture.heads())
                .whole(key("attention.head_count_kv"), architecture.keyValueHeads())
                .whole(key("attention.key_length"), architecture.headDim())
                .whole(key("attention.value_length"), architecture.headDim())
                .real(key("attention.layer_norm_rms_epsilon"), architecture.normEpsilon())
                .whole(key("rope.dimension_count"), architecture.rope().rotated())
                .real(key("rope.freq_base"), architecture.rope().theta());
        switch (model.paradigm()) {
            case AUTOREGRESSIVE -> {
                // causal, unshifted: what readers take for granted
            }
            case DIFFUSION, BLOCK_DIFFUSION ->
                writer.flag(key("attention.causal"), false).flag(GgufConfig.SHIFTED_LOGITS, model.shiftedLogits());
        }
        architecture.experts().ifPresent(experts -> GgufMixture.metadata(writer, format, experts));
        tokenizer(writer, vocabulary);
        return writer;
    }

    private void tokenizer(GgufWriter writer, Optional<BpeVocabulary> vocabulary) {
        writer.text(GgufVocabulary.MODEL, vocabulary.isPresent() ? GgufVocabulary.BPE : "no_vocab");
        if (vocabulary.isPresent()) {
            BpeVocabulary bpe = vocabulary.get();
            writer.text(GgufVocabulary.CUT, bpe.cut())
                    .texts(GgufVocabulary.TOKENS, bpe.tokens())
                    .wholes(
                            GgufVocabulary.TYPES,
                            bpe.types().stream().map(Long::intValue).toList())
                    .texts(GgufVocabulary.MERGES, bpe.merges());
        }
        model.maskToken().ifPresent(token -> writer.whole(GgufConfig.MASK_TOKEN, token));
        for (int i = 0;
                i < Math.min(GgufConfig.END_TOKENS.size(), model.endTokens().size());
                i++) {
            writer.whole(GgufConfig.END_TOKENS.get(i), model.endTokens().get(i));
        }
    }

    /// The weights, and the divisors of the rotary frequencies if they are scaled.
    List<NewTensor> tensors(List<NewTensor> weights) {
        List<NewTensor> all = new ArrayList<>(weights);
        if (architecture.rope().scaling().isPresent()) {
            float[] divisors = divisors();
            all.add(new NewTensor(
                    GgufConfig.ROPE_DIVISORS,
                    ElementType.F32,
                    List.of((long) divisors.length),
                    arena -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, divisors)));
        }
        return all;
    }

    private float[] divisors() {
        Rope rope = architecture.rope();
        double[] scaled = rope.frequencies();
        float[] divisors = new float[scaled.length];
        for (int i = 0; i < divisors.length; i++) {
            divisors[i] = (float) (Math.pow(rope.theta(), -2.0 * i / rope.rotated()) / scaled[i]);
        }
        return divisors;
    }

    private String key(String part) {
        return format.name() + "." + part;
    }
}
