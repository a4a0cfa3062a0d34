package org.unmask.catalog.family;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.unmask.core.model.Family;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;
import org.unmask.input.Fields;

/// All families of models that are known.
public final class Families {
    public static final List<FamilyFiles> ALL = List.of(
            Llama.FILES,
            Mistral.FILES,
            Mixtral.FILES,
            Qwen2.FILES,
            Qwen3.FILES,
            Qwen3Moe.FILES,
            Ling2.FILES,
            Dream.FILES,
            Llada.FILES,
            LladaHuggingFace.FILES,
            LladaMoe.FILES,
            Llada2.FILES,
            Sdar.FILES,
            SdarMoe.FILES,
            Rnd1.FILES,
            A2dLlama.FILES,
            A2dQwen2.FILES,
            A2dQwen3.FILES,
            Coda.FILES,
            FastDllm.FILES);

    /// All families of models that are priced and not run.
    public static final List<FamilyFiles> PRICED = List.of(
            Gemma.FILES,
            Gemma2.FILES,
            Gemma3.FILES,
            Gemma4.FILES,
            Gemma4.MIXTURES,
            Gemma4.DIFFUSION,
            Phi.FILES,
            Phi3.FILES,
            PhiMoe.FILES,
            Glm.FILES,
            Glm4.FILES,
            Glm4Moe.FILES,
            GptOss.FILES,
            Granite.FILES,
            GraniteMoe.FILES,
            Olmo2.FILES,
            Olmoe.FILES,
            Llama4.FILES,
            Qwen2Moe.FILES,
            DeepSeek.FILES,
            SmolLm3.FILES,
            Ernie45.FILES,
            Ernie45Moe.FILES,
            SeedOss.FILES,
            Exaone4.FILES,
            Cohere.FILES,
            Cohere2.FILES,
            StarCoder2.FILES,
            Nemotron.FILES,
            NemotronDiffusion.FILES,
            InternLm.FILES,
            HunyuanDense.FILES,
            MiniMaxM2.FILES,
            Dots1.FILES,
            StableLm.FILES,
            Apertus.FILES,
            Arcee.FILES,
            MiniCpm.FILES,
            Mimo.FILES,
            Qwen3Next.FILES,
            Qwen3Next.MIXTURES,
            DenseLatent.FILES,
            Cwm.FILES,
            Helium.FILES,
            HyperClovaX.FILES,
            GptNeoX.FILES,
            Falcon.FILES,
            VaultGemma.FILES,
            FlexOlmo.FILES,
            HunyuanMoe.FILES,
            SharedExperts.SOLAR,
            SharedExperts.EXAONE,
            SharedExperts.HUNYUAN,
            SharedExperts.MELLUM,
            SharedExperts.TRINITY,
            GraniteWindows.FILES,
            GraniteWindows.MIXTURES,
            Hybrids.BAMBA,
            Hybrids.GRANITE,
            Hybrids.FALCON,
            Hybrids.NEMOTRON,
            Lfm2.FILES,
            Lfm2.MIXTURES,
            KimiLinear.FILES,
            Jamba.FILES,
            Mamba.FIRST,
            Mamba.SECOND,
            MiniMax.FILES,
            OlmoHybrid.FILES,
            WeDlm.FILES,
            ChatGlm.FILES,
            QwenFirst.FILES,
            Exaone.FILES,
            Ling.FILES,
            Dbrx.FILES,
            Aria.FILES,
            Jais2.FILES,
            Pangu.FILES,
            Baichuan.FILES,
            Mpt.FILES);

    /// Keys of mixture-of-experts models.
    private static final List<String> EXPERTS =
            List.of("num_experts", "num_local_experts", "n_routed_experts", "moe_intermediate_size", "moe_num_experts");

    /// Types whose layers are known, and are not priced.
    private static final Map<String, String> NOT_PRICED = Map.ofEntries(
            Map.entry("gemma3n", "several residual streams, and inputs of every layer"),
            Map.entry("gemma3n_text", "several residual streams, and inputs of every layer"),
            Map.entry("deepseek_v4", "attention to compressed keys, and several residual streams"),
            Map.entry("zamba", "one attention that layers share"),
            Map.entry("zamba2", "attention that layers share, with adapters"),
            Map.entry("rwkv", "a recurrence of its own"),
            Map.entry("xlstm", "a recurrence of its own"),
            Map.entry("recurrent_gemma", "a recurrence of its own"),
            Map.entry("longcat_flash", "two attentions in a layer, and experts that compute nothing"),
            Map.entry("mimo_v2_flash", "heads of values of another size than those of keys"),
            Map.entry("laguna", "another number of heads in some layers"),
            Map.entry("nemotron-nas", "other heads and another MLP in each layer"),
            Map.entry("deci", "other heads and another MLP in each layer"),
            Map.entry("openelm", "other heads and another MLP in each layer"),
            Map.entry("mllama", "layers that attend to an image"),
            Map.entry("mllama_text_model", "layers that attend to an image"),
            Map.entry("jetmoe", "experts in place of heads"),
            Map.entry("bitnet", "norms within attention and MLP"),
            Map.entry("olmo", "norms without weights"),
            Map.entry("nanochat", "norms without weights"),
            Map.entry("gpt2", "a table of positions in place of a rotation"),
            Map.entry("gpt_bigcode", "a table of positions in place of a rotation"),
            Map.entry("gpt_neo", "a table of positions in place of a rotation"),
            Map.entry("opt", "a table of positions in place of a rotation"),
            Map.entry("xglm", "a table of positions in place of a rotation"),
            Map.entry("bloom", "a norm of the embedding, and keys weighed by their distance"));

    /// Letters of a name in which a slip is recognised.
    private static final int SHORTEST_SLIP = 4;

    private Families() {}

    private static Stream<FamilyFiles> known() {
        return Stream.concat(ALL.stream(), PRICED.stream());
    }

    /// The family of that name.
    ///
    /// @throws IllegalArgumentException naming the nearest, if there is none
    public static FamilyFiles named(String id) {
        return known().filter(files -> files.family().id().equals(id))
                .findFirst()
                .orElseThrow(() -> Names.unknown(
                        "family", id, known().map(files -> files.family().id()).toList()));
    }

    /// The family a `config.json` is of: its `model_type` says it, and where families share one, whether there are
    /// experts.
    ///
    /// @throws IOException if the model is of a family that is not known
    public static FamilyFiles of(Fields config) throws IOException {
        String type = config.text("model_type");
        List<FamilyFiles> named = known().filter(files -> files.has(type)).toList();
        if (NOT_PRICED.containsKey(type)) {
            throw new IOException(config.file() + ": " + config.prefix() + "model_type: '" + type + "' has "
                    + NOT_PRICED.get(type) + ", which is not priced; docs/models.md lists the types that are known");
        }
        if (named.isEmpty()) {
            throw new IOException(config.file() + ": " + config.prefix() + "model_type: "
                    + unknown("model type", type, known().flatMap(files -> files.types().stream())));
        }
        boolean experts = EXPERTS.stream().anyMatch(config::has);
        FamilyFiles files = named.stream()
                .filter(each -> each.config().isMixture() == experts)
                .filter(each -> each.config().reads(config))
                .findFirst()
                .orElse(named.getFirst());
        if (!files.config().isMixture()) {
            refuseExperts(config);
        }
        return files;
    }

    /// A slip of the pen is mended; another number or a name that goes on is another layout, and never proposed.
    private static String unknown(String kind, String name, Stream<String> known) {
        List<String> near = known.distinct()
                .filter(each -> letters(each).equals(letters(name)) || isSlip(name, each))
                .toList();
        return "unknown " + kind + " '" + name + "'; "
                + (near.isEmpty()
                        ? "docs/models.md lists the types that are known"
                        : "did you mean " + String.join(", ", near) + "?");
    }

    private static String letters(String type) {
        return type.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    /// Whether one letter differs, before the first digit. Short names differ by as much without a slip.
    private static boolean isSlip(String type, String known) {
        String letters = "^[^0-9]*";
        return type.length() >= SHORTEST_SLIP
                && type.replaceFirst(letters, "").equals(known.replaceFirst(letters, ""))
                && Names.edits(type, known) == 1
                && !known.startsWith(type)
                && !type.startsWith(known)
                && !type.endsWith(known);
    }

    private static void refuseExperts(Fields config) throws IOException {
        for (String key : EXPERTS) {
            if (config.has(key)) {
                throw config.bad(key, "a dense model; mixtures of experts are not supported");
            }
        }
    }

    /// Families whose GGUF files name an architecture.
    ///
    /// @param others  further names that files may have, for the message
    /// @throws IllegalArgumentException naming the nearest, if there is none
    public static List<Family> ofGguf(String architecture, Collection<String> others) {
        List<Family> families = ALL.stream()
                .map(FamilyFiles::family)
                .filter(family -> family.gguf().isPresent())
                .toList();
        List<Family> named = families.stream()
                .filter(family -> family.gguf().orElseThrow().name().equals(architecture))
                .toList();
        if (named.isEmpty()) {
            throw new UsageException(unknown(
                    "architecture",
                    architecture,
                    Stream.concat(
                            families.stream()
                                    .map(family -> family.gguf().orElseThrow().name()),
                            others.stream())));
        }
        return named;
    }
}
