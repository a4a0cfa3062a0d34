package org.unmask.app.audit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Packing;
import org.unmask.core.op.Storage;
import org.unmask.cost.hardware.Device;
import org.unmask.result.ElementTypes;

/// The element types a claim is priced with: what is stated, or else bf16.
final class StatedTypes {
    private static final Pattern SCHEME = Pattern.compile(
            "(?<![a-z0-9])(awq|gptq|fp8|nvfp4|mxfp4|fp4|int4|int8|w4a16|w4a8|w8a8|i?q\\d\\w*)(?![a-z0-9])",
            Pattern.CASE_INSENSITIVE);

    private static final String SIZES = "(16|32|64|128|256|512|1024)";

    /// `awq-g128`, `w4a16 group 128`, `group_size=128`, `GPTQ-Int4-128g`.
    private static final Pattern GROUP = Pattern.compile(
            "(?:group(?:[ _-]?size)?[ =:_-]*|(?<![a-z0-9])g)" + SIZES + "(?![a-z0-9])|(?<![a-z0-9])" + SIZES
                    + "g(?![a-z0-9])",
            Pattern.CASE_INSENSITIVE);

    /// AWQ and GPTQ keep a zero point beside the scale, of as many bits as an element.
    private static final Pattern ZEROS = Pattern.compile("awq|gptq", Pattern.CASE_INSENSITIVE);

    private static final int SCALE_BITS = 16;

    private StatedTypes() {}

    /// @param assumed  gets a sentence for what is not stated
    /// @throws IllegalArgumentException if weights are quantised in a way that is not known
    static DTypes of(Claimed.Stated stated, Model model, Device device, List<String> assumed) {
        ElementTypes types = stated.types();
        Optional<String> scheme = stated.quantization().or(() -> stated.model().flatMap(StatedTypes::scheme));
        // Programs name the type of arithmetic as that of the weights, whatever scheme those are stored in.
        Optional<DType> quantised = scheme.flatMap(StatedTypes::quantised);
        Optional<DType> weight = quantised.or(types::weight);
        if (weight.isEmpty() && model.storage().isEmpty()) {
            assumed.add("weights are bf16");
        }
        if (quantised.isPresent()) {
            assumed.add("weights of " + scheme.orElseThrow() + " are "
                    + quantised.get().id());
        }
        DType stored = weight.map(type -> multiplied(type, device)).orElse(DType.BFLOAT16);
        DType activation = types.activation().orElseGet(() -> activation(stored, device));
        DTypes all = new DTypes(activation, stored, types.keyValue().orElse(activation));
        DTypes counted = all.compute() == DType.FP16 ? sixteenBits(all, device, assumed) : all;
        return stored.stored() == DType.INT4 ? counted.with(groups(stored, stated, assumed)) : counted;
    }

    /// Scales of as many weights as are said to share one.
    private static Storage groups(DType type, Claimed.Stated stated, List<String> assumed) {
        String words = stated.quantization().orElse("") + " " + stated.model().orElse("");
        Matcher group = GROUP.matcher(words);
        if (!group.find()) {
            assumed.add(
                    "scales of int4 weights are not counted, as how many weights share one is not stated; most servers'"
                            + " files have one for 128, and --set model.quantization=awq-g128 says it");
            return elementsAlone(type);
        }
        long size = Long.parseLong(group.group(1) == null ? group.group(2) : group.group(1));
        boolean zeros = ZEROS.matcher(words).find();
        int bits = DType.INT4.bits();
        Packing packing = Packing.grouped(DType.INT4.id(), bits, size, SCALE_BITS + (zeros ? bits : 0));
        String said = type.id() + " in groups of " + size + (zeros ? " with zero points" : "");
        return new Storage(type, type.id(), said, packing, Map.of(), List.of());
    }

    /// How many weights share a scale is seldom stated; a claim is not refuted by scales that were guessed.
    private static Storage elementsAlone(DType type) {
        return new Storage(type, type.id(), type.id() + ", scales not counted", Packing.of(type), Map.of(), List.of());
    }

    /// Both types of 16 bits are multiplied at one rate, of which catalogues name that of bf16.
    private static DTypes sixteenBits(DTypes types, Device device, List<String> assumed) {
        if (device.flopsPerSecond().containsKey(DType.FP16)) {
            return types;
        }
        assumed.add("fp16 is computed as fast as bf16");
        DType weight = types.weight() == DType.FP16 ? DType.BFLOAT16 : types.weight();
        return new DTypes(DType.BFLOAT16, weight, types.keyValue());
    }

    /// Activations of the type of weights allow most, where the device computes in it.
    private static DType activation(DType weight, Device device) {
        return device.flopsPerSecond().containsKey(weight.activation()) ? weight.activation() : DType.BFLOAT16;
    }

    /// Weights meet rounded activations where the device multiplies those; elsewhere they are converted.
    private static DType multiplied(DType weight, Device device) {
        return device.flopsPerSecond().containsKey(weight.activation()) ? weight : weight.stored();
    }

    /// The scheme that the name of a model says.
    private static Optional<String> scheme(String name) {
        Matcher words = SCHEME.matcher(name);
        return words.find() ? Optional.of(words.group()) : Optional.empty();
    }

    private static Optional<DType> quantised(String scheme) {
        String plain = scheme.toLowerCase(Locale.ROOT);
        if (plain.equals(Claimed.Stated.PLAIN) || plain.matches(".*\\b(bf16|f16|fp16)\\b.*")) {
            return Optional.empty();
        }
        if (plain.contains("fp4")) {
            return Optional.of(DType.FP4);
        }
        if (plain.contains("fp8")) {
            return Optional.of(DType.FP8);
        }
        if (plain.contains("w8a8")) {
            return Optional.of(DType.W8A8);
        }
        if (plain.contains("w4a8")) {
            return Optional.of(DType.W4A8);
        }
        if (plain.matches("q8.*|.*(int8|w8a16).*")) {
            return Optional.of(DType.INT8);
        }
        if (plain.matches("(q4|iq4).*|.*(awq|gptq|int4|w4a16).*")) {
            return Optional.of(DType.INT4);
        }
        throw new IllegalArgumentException(
                "how many bits weights of '" + scheme + "' have is not known; give --dtype TYPE");
    }
}
