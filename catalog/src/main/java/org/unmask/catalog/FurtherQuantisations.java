package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.input.Fields;

/// Tools that say in a few keys how they quantised: HQQ, SINQ and Metal (a scale and a zero point of 16 bits for a group), EETQ
/// and quanto, BitNet (2 bits, and a scale for a whole matrix), ExLlama (a mean of bits, another one of the LM head), TorchAO
/// (a type by name), and block formats of 4 and 8 bits by their names.
final class FurtherQuantisations {
    private static final int FLOAT_BITS = 32;
    private static final int HALF_BITS = 16;
    private static final int BYTE_BITS = 8;
    private static final int MX_GROUP = 32;
    private static final int NV_GROUP = 16;
    private static final int USUAL_GROUP = 64;
    private static final int WIDE_GROUP = 128;
    /// Elements over which a mean of bits is counted.
    private static final int MEAN_GROUP = 256;

    private static final String DEFAULT = "default";
    /// The last type before the word `weight`.
    private static final Pattern OF_WEIGHTS =
            Pattern.compile(".*?(nvfp4|mxfp4|float8|fp8|int8|int4|uint8|uint4)weight.*");

    private FurtherQuantisations() {}

    static QuantisationKeys.Said read(Fields keys, String method) throws IOException {
        return switch (method) {
            case "hqq" -> hqq(keys);
            case "sinq" -> affine(keys, method, "nbits", USUAL_GROUP);
            case "metal" -> affine(keys, method, "bits", USUAL_GROUP);
            case "eetq" ->
                QuantisationKeys.said(
                        keys, method, QuantisationScheme.whole(BYTE_BITS, QuantisationScheme.CHANNEL, HALF_BITS));
            case "quanto" -> quanto(keys);
            case "bitnet" -> bitNet(keys);
            case "exl2", "exl3" -> exLlama(keys, method);
            case "torchao" -> torchAo(keys);
            case "nvfp4" -> QuantisationKeys.said(keys, method, QuantisationKeys.nvfp4(NV_GROUP));
            case "mxfp8" ->
                QuantisationKeys.said(keys, method, QuantisationScheme.floating(BYTE_BITS, MX_GROUP, BYTE_BITS));
            case "fp_quant" -> block(keys, method, keys.text("forward_dtype", "nvfp4"));
            case "fouroversix" -> block(keys, method, keys.text("weight_dtype", keys.text("dtype", "nvfp4")));
            default -> QuantisationKeys.Said.unread(method);
        };
    }

    private static QuantisationKeys.Said hqq(Fields keys) throws IOException {
        Fields plain = keys.has("quant_config") ? keys.object("quant_config") : keys;
        Fields weights = plain.has("weight_quant_params") ? plain.object("weight_quant_params") : plain;
        return affine(keys, weights, "hqq", "nbits", USUAL_GROUP);
    }

    private static QuantisationKeys.Said affine(Fields keys, String method, String bits, int group) throws IOException {
        return affine(keys, keys, method, bits, group);
    }

    private static QuantisationKeys.Said affine(Fields keys, Fields weights, String method, String bits, int group)
            throws IOException {
        int elementBits = (int) weights.decimal(bits, 4);
        long elements = (long) weights.decimal("group_size", group);
        return QuantisationKeys.said(
                keys,
                method + ", " + elementBits + " bits, groups of " + elements,
                QuantisationScheme.whole(elementBits, elements, 2 * HALF_BITS));
    }

    private static QuantisationKeys.Said quanto(Fields keys) throws IOException {
        String type = keys.text("weights", "int8").toLowerCase(Locale.ROOT);
        return switch (type) {
            case "int8" ->
                QuantisationKeys.said(
                        keys,
                        "quanto, int8",
                        QuantisationScheme.whole(BYTE_BITS, QuantisationScheme.CHANNEL, HALF_BITS));
            case "float8" ->
                QuantisationKeys.said(
                        keys,
                        "quanto, float8",
                        QuantisationScheme.floating(BYTE_BITS, QuantisationScheme.CHANNEL, HALF_BITS));
            case "int4" ->
                QuantisationKeys.said(keys, "quanto, int4", QuantisationScheme.whole(4, WIDE_GROUP, 2 * HALF_BITS));
            case "int2" ->
                QuantisationKeys.said(keys, "quanto, int2", QuantisationScheme.whole(2, WIDE_GROUP, 2 * HALF_BITS));
            default -> QuantisationKeys.Said.unread("quanto, " + type);
        };
    }

    /// Weights that are quantised while they run are stored as they were trained.
    private static QuantisationKeys.Said bitNet(Fields keys) throws IOException {
        return keys.text("quantization_mode", "offline").equals("online")
                ? QuantisationKeys.Said.unread("bitnet, quantised while it runs")
                : QuantisationKeys.said(
                        keys, "bitnet, 2 bits", QuantisationScheme.whole(2, QuantisationScheme.TENSOR, 0));
    }

    private static QuantisationKeys.Said exLlama(Fields keys, String method) throws IOException {
        double bits = keys.decimal("bits", 4);
        QuantisationKeys.Said said =
                QuantisationKeys.said(keys, method + ", " + bits + " bits on average", mean(method, bits));
        if (!keys.has("head_bits")) {
            return said;
        }
        List<QuantisationKeys.Rule> rules = new ArrayList<>(said.rules());
        List<String> notes = new ArrayList<>(said.notes());
        QuantisationKeys.add(rules, "lm_head", Optional.of(mean(method, keys.decimal("head_bits", bits))), notes);
        return new QuantisationKeys.Said(said.said(), said.scheme(), said.weights(), rules, notes);
    }

    private static QuantisationScheme mean(String id, double bits) {
        int whole = (int) bits;
        return new QuantisationScheme(id, whole > 4 ? DType.INT8 : DType.INT4, whole, MEAN_GROUP, (int)
                Math.round((bits - whole) * MEAN_GROUP));
    }

    private static QuantisationKeys.Said torchAo(Fields keys) throws IOException {
        Fields options = keys;
        String name;
        if (keys.isObject("quant_type")) {
            Fields type = keys.object("quant_type");
            if (!type.has(DEFAULT)) {
                return QuantisationKeys.Said.unread("torchao with types of single modules");
            }
            Fields usual = type.object(DEFAULT);
            name = usual.text("_type");
            options = usual.has("_data") ? usual.object("_data") : usual;
        } else {
            name = keys.text("quant_type", "not named");
            options = keys.has("quant_type_kwargs") ? keys.object("quant_type_kwargs") : keys;
        }
        Matcher type = OF_WEIGHTS.matcher(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
        if (!type.matches()) {
            return QuantisationKeys.Said.unread("torchao, " + name);
        }
        long group = (long) options.decimal("group_size", WIDE_GROUP);
        QuantisationScheme scheme = switch (type.group(1)) {
            case "nvfp4" -> QuantisationKeys.nvfp4(NV_GROUP);
            case "mxfp4" -> QuantisationKeys.mxfp4();
            case "float8", "fp8" -> QuantisationScheme.floating(BYTE_BITS, QuantisationScheme.CHANNEL, FLOAT_BITS);
            case "int4", "uint4" -> QuantisationScheme.whole(4, group, 2 * HALF_BITS);
            default -> QuantisationScheme.whole(BYTE_BITS, QuantisationScheme.CHANNEL, FLOAT_BITS);
        };
        QuantisationKeys.Said said = QuantisationKeys.said(keys, "torchao, " + name, scheme);
        if (!keys.flag("include_input_output_embeddings", false)) {
            return said;
        }
        Set<Weight> tables = new HashSet<>(QuantisationKeys.withHead());
        tables.add(Weight.EMBEDDING);
        return new QuantisationKeys.Said(said.said(), said.scheme(), tables, said.rules(), said.notes());
    }

    private static QuantisationKeys.Said block(Fields keys, String method, String type) throws IOException {
        return switch (type) {
            case "nvfp4" -> QuantisationKeys.said(keys, method + ", nvfp4", QuantisationKeys.nvfp4(NV_GROUP));
            case "mxfp4" -> QuantisationKeys.said(keys, method + ", mxfp4", QuantisationKeys.mxfp4());
            default -> QuantisationKeys.Said.unread(method + ", " + type);
        };
    }
}
