package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;

/// The keys of AMD's Quark: a scheme of all linear layers, others of modules by name, and modules that keep their type.
final class Quark {
    private static final int HALF_BITS = 16;
    private static final int BYTE_BITS = 8;
    private static final long MX_GROUP = 32;
    private static final long USUAL_GROUP = 128;

    private Quark() {}

    static QuantisationKeys.Said read(Fields keys) throws IOException {
        List<String> notes = new ArrayList<>();
        List<QuantisationKeys.Rule> rules = QuantisationKeys.kept(keys, notes);
        if (keys.has("layer_quant_config")) {
            Fields layers = keys.object("layer_quant_config");
            for (String module : layers.keys()) {
                QuantisationKeys.add(rules, module, scheme(layers.object(module)), notes);
            }
        }
        Optional<QuantisationScheme> usual =
                keys.has("global_quant_config") ? scheme(keys.object("global_quant_config")) : Optional.empty();
        if (usual.isEmpty() && rules.isEmpty()) {
            return QuantisationKeys.Said.unread("quark without the type of weights");
        }
        if (keys.has("kv_cache_quant_config")
                && keys.isObject("kv_cache_quant_config")
                && !keys.object("kv_cache_quant_config").keys().isEmpty()) {
            QuantisationKeys.cache("fp8", notes);
        }
        return new QuantisationKeys.Said(
                "quark" + usual.map(scheme -> ", " + scheme.id()).orElse(""),
                usual,
                QuantisationKeys.withHead(),
                rules,
                notes);
    }

    /// The scheme of weights; of weights that are quantised twice, that of the second time, which is stored.
    private static Optional<QuantisationScheme> scheme(Fields module) throws IOException {
        if (!module.has("weight")) {
            return Optional.empty();
        }
        if (!module.isList("weight")) {
            return Optional.of(weight(module.object("weight")));
        }
        List<Fields> steps = module.objects("weight");
        return steps.isEmpty() ? Optional.empty() : Optional.of(weight(steps.getLast()));
    }

    private static QuantisationScheme weight(Fields weight) throws IOException {
        String type = weight.text("dtype").toLowerCase(Locale.ROOT);
        if (type.equals("mx")) {
            type = weight.text("mx_element_dtype").toLowerCase(Locale.ROOT);
        }
        boolean grouped = weight.text("qscheme", "per_group").equals("per_group");
        if (type.startsWith("fp4")) {
            return QuantisationKeys.mxfp4();
        }
        if (type.startsWith("fp6")) {
            return new QuantisationScheme("mxfp6", DType.FP8, 6, MX_GROUP, BYTE_BITS);
        }
        int bits = type.endsWith("int4") ? 4 : BYTE_BITS;
        boolean floating = type.startsWith("fp8");
        if (!floating && !type.endsWith("int4") && !type.endsWith("int8")) {
            throw weight.bad("dtype", "fp4, fp6, fp8, int4 or int8");
        }
        long group = grouped
                ? (long) weight.decimal("group_size", USUAL_GROUP)
                : weight.text("qscheme", "").equals("per_tensor")
                        ? QuantisationScheme.TENSOR
                        : QuantisationScheme.CHANNEL;
        int zero = weight.flag("symmetric", true) ? 0 : bits;
        return floating
                ? QuantisationScheme.floating(bits, group, group == QuantisationScheme.TENSOR ? 0 : HALF_BITS)
                : QuantisationScheme.whole(bits, group, group == QuantisationScheme.TENSOR ? 0 : HALF_BITS + zero);
    }
}
