package org.unmask.core.op;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the tensors of a model are stored where they are not all of one element type, as in quantised checkpoints.
///
/// @param type  the element type that stands for all in names and arithmetic
/// @param id  the name of the packing of most matrices, for instance `int4`
/// @param words  what the file says and what is stored how, for people; one line
/// @param others  of tensors that neither `model` nor `layers` name
/// @param model  of tensors that are not per layer
/// @param layers  of each layer; an element past the last layer of a cut model is not used
public record Storage(
        DType type,
        String id,
        String words,
        Packing others,
        Map<Weight, Packing> model,
        List<Map<Weight, Packing>> layers) {
    public Storage {
        model = copy(model);
        layers = shared(layers);
    }

    private static Map<Weight, Packing> copy(Map<Weight, Packing> packings) {
        Map<Weight, Packing> copy = new EnumMap<>(Weight.class);
        copy.putAll(packings);
        return Collections.unmodifiableMap(copy);
    }

    /// Layers that are alike share a map, so that they are quickly found to be.
    private static List<Map<Weight, Packing>> shared(List<Map<Weight, Packing>> layers) {
        Map<Map<Weight, Packing>, Map<Weight, Packing>> known = new HashMap<>();
        return layers.stream()
                .map(layer -> known.computeIfAbsent(copy(layer), same -> same))
                .toList();
    }

    /// How the tensor of a role is stored in a layer; the layer is ignored for tensors that are not per layer.
    public Packing of(Weight weight, int layer) {
        Map<Weight, Packing> packings = weight.perLayer() ? ofLayer(layer) : model;
        return packings.getOrDefault(weight, others);
    }

    private Map<Weight, Packing> ofLayer(int layer) {
        return layer < layers.size() ? layers.get(layer) : Map.of();
    }

    /// The first layer after `layer` whose tensors are stored otherwise, at most `end`.
    public int alike(int layer, int end) {
        int next = layer + 1;
        while (next < end && ofLayer(next).equals(ofLayer(layer))) {
            next++;
        }
        return next;
    }
}
