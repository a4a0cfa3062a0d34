package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.input.Fields;

/// The keys of the `compressed-tensors` library: groups of modules, each with the scheme of its weights.
final class CompressedTensors {
    private static final int HALF_BITS = 16;
    private static final long NVFP4_GROUP = 16;
    private static final long USUAL_GROUP = 128;

    private CompressedTensors() {}

    static QuantisationKeys.Said read(Fields keys) throws IOException {
        List<String> notes = new ArrayList<>();
        List<QuantisationKeys.Rule> rules = QuantisationKeys.kept(keys, notes);
        Optional<QuantisationScheme> usual = Optional.empty();
        List<String> said = new ArrayList<>();
        if (!keys.has("config_groups")) {
            return QuantisationKeys.Said.unread("compressed-tensors without config_groups");
        }
        Fields groups = keys.object("config_groups");
        for (String name : groups.keys()) {
            Fields group = groups.object(name);
            if (!group.has("weights")) {
                continue;
            }
            QuantisationScheme scheme = scheme(group.object("weights"));
            said.add(scheme.id() + (scheme.group() > 0 ? " in groups of " + scheme.group() : ""));
            for (String target : group.has("targets") ? group.texts("targets") : List.of("Linear")) {
                // A name without a dot and with a capital is that of a class: all of its modules.
                if (!target.startsWith("re:") && target.matches("[A-Z]\\w*")) {
                    usual = usual.isPresent() ? usual : Optional.of(scheme);
                } else {
                    QuantisationKeys.add(rules, target, Optional.of(scheme), notes);
                }
            }
        }
        if (keys.has("kv_cache_scheme") && keys.isObject("kv_cache_scheme")) {
            Fields cache = keys.object("kv_cache_scheme");
            QuantisationKeys.cache(
                    (cache.text("type", "float").equals("int") ? "int" : "fp") + (int) cache.decimal("num_bits", 8),
                    notes);
        }
        if (keys.has("sparsity_config")
                && keys.isObject("sparsity_config")
                && !keys.object("sparsity_config").keys().isEmpty()
                && !keys.object("sparsity_config").text("format", "dense").equals("dense")) {
            notes.add("sparsity_config is not priced: weights count as dense");
        }
        return new QuantisationKeys.Said(
                "compressed-tensors" + (said.isEmpty() ? "" : ", " + String.join(" and ", said)),
                usual,
                QuantisationKeys.withHead(),
                rules,
                notes);
    }

    private static QuantisationScheme scheme(Fields weights) throws IOException {
        int bits = (int) weights.decimal("num_bits", 8);
        boolean floating = weights.text("type", "int").equals("float");
        boolean symmetric = weights.flag("symmetric", true);
        String strategy = weights.text("strategy", "channel");
        int zero = symmetric ? 0 : bits;
        long group = switch (strategy) {
            case "tensor" -> QuantisationScheme.TENSOR;
            case "block" -> block(weights);
            case "group", "tensor_group" ->
                (long) weights.decimal("group_size", (floating && bits == 4) ? NVFP4_GROUP : USUAL_GROUP);
            default -> QuantisationScheme.CHANNEL;
        };
        if (floating && bits == 4) {
            return group == 32 ? QuantisationKeys.mxfp4() : QuantisationKeys.nvfp4(group);
        }
        int scale = strategy.equals("block") ? 2 * HALF_BITS : HALF_BITS;
        return floating
                ? QuantisationScheme.floating(bits, group, scale + zero)
                : QuantisationScheme.whole(bits, group, scale + zero);
    }

    private static long block(Fields weights) throws IOException {
        List<Integer> sides = weights.numbers("block_structure", Integer.MAX_VALUE);
        return sides.size() == 2 ? Math.multiplyExact((long) sides.get(0), sides.get(1)) : USUAL_GROUP * USUAL_GROUP;
    }
}
