package org.unmask.catalog.family;

import java.util.List;
import org.unmask.core.model.Family;

/// A family, and how `config.json` files of its models are.
///
/// @param types  values of `model_type`, in any case; the first is written
/// @param config  keys of the sizes
public record FamilyFiles(Family family, List<String> types, ConfigKeys config) {
    public FamilyFiles {
        types = List.copyOf(types);
    }

    boolean has(String type) {
        return types.stream().anyMatch(type::equalsIgnoreCase);
    }
}
