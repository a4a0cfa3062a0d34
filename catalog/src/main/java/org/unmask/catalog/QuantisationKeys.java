package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.input.Fields;

/// The keys in which tools say how they quantised a model.
///
/// Default packings follow the tools' own formats: AWQ and GPTQ keep a 16-bit scale and a zero point of as many bits as an
/// element for each group; blocks of fp8 keep a float32 scale; NVFP4 an fp8 scale for 16 elements, MXFP4 8 bits for 32;
/// bitsandbytes a float32 scale for 64 elements, or 8 bits of a scale that is quantised again; MLX a scale and a bias of 16
/// bits. Norms and biases are never quantised, routers by MLX only.
final class QuantisationKeys {
    private static final int FLOAT_BITS = 32;
    private static final int HALF_BITS = 16;
    private static final int BYTE_BITS = 8;

    /// Matrices of layers.
    private static final Set<Weight> MATRICES = Set.of(
            Weight.QUERY,
            Weight.KEY,
            Weight.VALUE,
            Weight.OUTPUT,
            Weight.GATE,
            Weight.UP,
            Weight.DOWN,
            Weight.EXPERT_GATE,
            Weight.EXPERT_UP,
            Weight.EXPERT_DOWN,
            Weight.SHARED_GATE,
            Weight.SHARED_UP,
            Weight.SHARED_DOWN);

    private static final Set<Weight> EXPERTS = Set.of(Weight.EXPERT_GATE, Weight.EXPERT_UP, Weight.EXPERT_DOWN);

    private QuantisationKeys() {}

    /// A scheme of some modules, or none for modules that keep their type.
    record Rule(ModulePattern pattern, Optional<QuantisationScheme> scheme) {}

    /// What a file says.
    ///
    /// @param said  the method and its numbers, for people
    /// @param scheme  of modules that no rule names; empty keeps their type
    /// @param weights  roles that are quantised unless a rule says otherwise
    /// @param rules  the first that names a module decides
    /// @param notes  what was not read
    record Said(
            String said,
            Optional<QuantisationScheme> scheme,
            Set<Weight> weights,
            List<Rule> rules,
            List<String> notes) {
        Said {
            weights = Set.copyOf(weights);
            rules = List.copyOf(rules);
            notes = List.copyOf(notes);
        }

        /// A quantisation that cannot be priced as it is.
        static Said unread(String said) {
            return new Said(said, Optional.empty(), Set.of(), List.of(), List.of());
        }
    }

    /// Reads the object of a `quantization_config`, or of the files some tools write beside it.
    static Said read(Fields keys) throws IOException {
        try {
            return read(keys, method(keys));
        } catch (IllegalArgumentException e) {
            throw new IOException(keys.file() + ": " + keys.prefix() + " " + e.getMessage(), e);
        }
    }

    private static String method(Fields keys) throws IOException {
        if (keys.has("quant_method")) {
            return keys.text("quant_method").toLowerCase(Locale.ROOT);
        }
        if (keys.has("quant_algo")) {
            return "modelopt";
        }
        if (keys.has("q_group_size") || keys.has("w_bit")) {
            return "awq";
        }
        if (keys.has("desc_act")) {
            return "gptq";
        }
        if (keys.has("load_in_4bit") || keys.has("load_in_8bit")) {
            return "bitsandbytes";
        }
        return (keys.has("bits") && keys.has("group_size")) ? "mlx" : "not named";
    }

    private static Said read(Fields keys, String method) throws IOException {
        return switch (method) {
            case "fp8" -> fp8(keys);
            case "fbgemm_fp8", "fbgemm-fp8" ->
                said(keys, "fbgemm_fp8", QuantisationScheme.floating(8, QuantisationScheme.CHANNEL, FLOAT_BITS));
            case "awq", "awq_marlin" -> integers(keys, "awq", keys.flag("zero_point", true));
            case "gptq", "gptq_marlin", "marlin", "auto-round", "intel/auto-round", "auto_round" ->
                integers(keys, method, true);
            case "compressed-tensors", "compressed_tensors" -> CompressedTensors.read(keys);
            case "modelopt", "modelopt_fp4", "modelopt_mixed" -> modelOpt(keys);
            case "bitsandbytes" -> bitsAndBytes(keys);
            case "mxfp4" -> new Said("mxfp4", Optional.of(mxfp4()), EXPERTS, kept(keys, new ArrayList<>()), List.of());
            case "mlx" -> Mlx.read(keys);
            case "quark" -> Quark.read(keys);
            default -> FurtherQuantisations.read(keys, method);
        };
    }

    static QuantisationScheme mxfp4() {
        return new QuantisationScheme("mxfp4", DType.FP4, 4, 32, BYTE_BITS);
    }

    static QuantisationScheme nvfp4(long group) {
        return new QuantisationScheme("nvfp4", DType.FP4, 4, group, BYTE_BITS);
    }

    private static Said fp8(Fields keys) throws IOException {
        List<Integer> block = keys.numbers("weight_block_size", Integer.MAX_VALUE);
        if (block.isEmpty()) {
            return said(keys, "fp8", QuantisationScheme.floating(8, QuantisationScheme.TENSOR, 0));
        }
        if (block.size() != 2) {
            throw keys.bad("weight_block_size", "two numbers");
        }
        long group = Math.multiplyExact((long) block.get(0), block.get(1));
        return said(
                keys,
                "fp8, a scale for " + block.get(0) + " x " + block.get(1) + " elements",
                QuantisationScheme.floating(8, group, FLOAT_BITS));
    }

    private static Said integers(Fields keys, String method, boolean zeros) throws IOException {
        int bits = (int) keys.decimal(keys.has("w_bit") ? "w_bit" : "bits", 4);
        long group = (long) keys.decimal(keys.has("q_group_size") ? "q_group_size" : "group_size", 128);
        QuantisationScheme scheme = QuantisationScheme.whole(
                bits, group < 1 ? QuantisationScheme.CHANNEL : group, HALF_BITS + (zeros ? bits : 0));
        String said = method + ", " + bits + " bits, " + (group < 1 ? "a group per row" : "groups of " + group);
        Said plain = said(keys, said, scheme);
        Set<Weight> weights = new HashSet<>(MATRICES);
        if (keys.has("lm_head") && keys.flag("lm_head")) {
            weights.add(Weight.LM_HEAD);
        }
        List<String> notes = new ArrayList<>(plain.notes());
        for (String mixed : List.of("dynamic", "extra_config")) {
            if (keys.has(mixed)
                    && (!keys.isObject(mixed) || !keys.object(mixed).keys().isEmpty())) {
                notes.add(mixed + " gives some modules another quantisation; they are priced as the others");
            }
        }
        return new Said(said, plain.scheme(), weights, plain.rules(), notes);
    }

    private static Said modelOpt(Fields keys) throws IOException {
        String algorithm = keys.text("quant_algo", "").toUpperCase(Locale.ROOT);
        long group = (long) keys.decimal("group_size", algorithm.contains("NVFP4") ? 16 : 128);
        Optional<QuantisationScheme> scheme = modelOpt(algorithm, Math.max(1, group));
        if (keys.has("quantized_layers")) {
            return mixed(keys.object("quantized_layers"), algorithm);
        }
        if (scheme.isEmpty()) {
            return keys.has("config_groups")
                    ? CompressedTensors.read(keys)
                    : Said.unread("modelopt " + (algorithm.isEmpty() ? "without quant_algo" : algorithm));
        }
        List<String> notes = new ArrayList<>();
        List<Rule> rules = kept(keys, notes);
        cache(keys.text("kv_cache_quant_algo", ""), notes);
        if (keys.has("kv_cache_scheme") && keys.isObject("kv_cache_scheme")) {
            cache("fp" + (int) keys.object("kv_cache_scheme").decimal("num_bits", 8), notes);
        }
        return new Said("modelopt " + algorithm, scheme, withHead(), rules, notes);
    }

    /// Every module with a scheme of its own; others keep their type.
    private static Said mixed(Fields layers, String algorithm) throws IOException {
        List<String> notes = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        for (String module : layers.keys()) {
            Fields layer = layers.object(module);
            String own = layer.text("quant_algo", "").toUpperCase(Locale.ROOT);
            long group = (long) layer.decimal("group_size", 16);
            Optional<QuantisationScheme> scheme = modelOpt(own, Math.max(1, group));
            if (scheme.isEmpty()) {
                notes.add(module + " is " + own + ", which is not known; it is priced as not quantised");
            }
            add(rules, module, scheme, notes);
        }
        return new Said("modelopt " + algorithm, Optional.empty(), Set.of(), rules, notes);
    }

    /// The schemes of NVIDIA's ModelOpt by their names.
    static Optional<QuantisationScheme> modelOpt(String algorithm, long group) {
        return Optional.ofNullable(
                switch (algorithm) {
                    case "FP8" -> QuantisationScheme.floating(8, QuantisationScheme.TENSOR, 0);
                    case "FP8_PER_CHANNEL_PER_TOKEN" ->
                        QuantisationScheme.floating(8, QuantisationScheme.CHANNEL, FLOAT_BITS);
                    case "FP8_PB_WO", "FP8_PB_REAL" -> QuantisationScheme.floating(8, 128 * 128, FLOAT_BITS);
                    case "NVFP4", "NVFP4_AWQ", "W4A16_NVFP4" -> nvfp4(group);
                    case "MXFP4", "W4A8_MXFP4_FP8" -> mxfp4();
                    case "W4A8_AWQ", "W4A16_AWQ" -> QuantisationScheme.whole(4, group, HALF_BITS);
                    case "W8A16" -> QuantisationScheme.whole(8, QuantisationScheme.CHANNEL, HALF_BITS);
                    case "W8A8_SQ_PER_CHANNEL", "INT8_SQ" ->
                        QuantisationScheme.whole(8, QuantisationScheme.CHANNEL, FLOAT_BITS);
                    default -> null;
                });
    }

    private static Said bitsAndBytes(Fields keys) throws IOException {
        boolean four = keys.flag("load_in_4bit", false) || keys.flag("_load_in_4bit", false);
        if (!four) {
            return said(
                    keys, "bitsandbytes, 8 bits", QuantisationScheme.whole(8, QuantisationScheme.CHANNEL, FLOAT_BITS));
        }
        String type = keys.text("bnb_4bit_quant_type", "fp4");
        boolean twice = keys.flag("bnb_4bit_use_double_quant", false);
        QuantisationScheme scheme = twice
                // 8 bits a block of 64, and a float32 for 256 blocks
                ? new QuantisationScheme(type, DType.FP4, 4, 64 * 256, 256 * BYTE_BITS + FLOAT_BITS)
                : new QuantisationScheme(type, DType.FP4, 4, 64, FLOAT_BITS);
        return said(keys, "bitsandbytes, " + type + (twice ? ", scales quantised too" : ""), scheme);
    }

    /// All matrices of layers but those the file keeps.
    static Said said(Fields keys, String said, QuantisationScheme scheme) throws IOException {
        List<String> notes = new ArrayList<>();
        return new Said(said, Optional.of(scheme), MATRICES, kept(keys, notes), notes);
    }

    /// What a tool quantises that takes the LM head for a matrix like others, unless it is named.
    static Set<Weight> withHead() {
        Set<Weight> weights = new HashSet<>(MATRICES);
        weights.add(Weight.LM_HEAD);
        return weights;
    }

    /// What all of a model's matrices are, the embedding too.
    static Set<Weight> all() {
        Set<Weight> weights = withHead();
        weights.add(Weight.EMBEDDING);
        weights.add(Weight.ROUTER);
        return weights;
    }

    /// Modules that keep their type.
    static List<Rule> kept(Fields keys, List<String> notes) throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (String key : List.of(
                "modules_to_not_convert",
                "modules_to_not_quantize",
                "ignore",
                "ignored_layers",
                "exclude_modules",
                "exclude",
                "skip_modules",
                "llm_int8_skip_modules")) {
            if (keys.has(key)) {
                for (String name : keys.texts(key)) {
                    add(rules, name, Optional.empty(), notes);
                }
            }
        }
        return rules;
    }

    /// Adds a rule, or says that it is not read.
    static void add(List<Rule> rules, String name, Optional<QuantisationScheme> scheme, List<String> notes) {
        Optional<ModulePattern> pattern = ModulePattern.of(name);
        if (pattern.isPresent()) {
            rules.add(new Rule(pattern.get(), scheme));
        } else {
            notes.add("the modules '" + (name.length() > 60 ? name.substring(0, 60) + "..." : name)
                    + "' are not found; they are priced as the others");
        }
    }

    /// Says that a cache of another type has an option.
    static void cache(String said, List<String> notes) {
        String type = said.toLowerCase(Locale.ROOT);
        if (!type.isEmpty()) {
            notes.add("the file says keys and values in " + type + "; --kv-dtype " + type + " prices that");
        }
    }
}
