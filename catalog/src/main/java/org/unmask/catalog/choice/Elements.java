package org.unmask.catalog.choice;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.Shelf;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.ExpertSkew;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Storage;

/// How models are priced where their files do not say it: the element types, by name, and how experts are chosen.
///
/// @param all  of weights, activations and cache
/// @param weight  of the weights alone, also of a quantised checkpoint
/// @param activation  of the activations alone
/// @param keyValue  of cached keys and values alone
/// @param skew  of the choice of experts
public record Elements(
        String all, Optional<String> weight, Optional<String> activation, Optional<String> keyValue, ExpertSkew skew) {
    /// All experts are chosen alike.
    public Elements(String all, Optional<String> weight, Optional<String> activation, Optional<String> keyValue) {
        this(all, weight, activation, keyValue, ExpertSkew.NONE);
    }

    /// The types of weights, activations and cache.
    ///
    /// @throws IllegalArgumentException naming the known types, if one is not known
    public DTypes types() {
        DType otherwise = DType.of(all);
        return new DTypes(
                activation.map(DType::of).orElse(otherwise.activation()),
                weight.map(DType::of).orElse(otherwise),
                keyValue.map(DType::of).orElse(otherwise.activation()));
    }

    /// A model with its weights in the type that is asked for, or else as its file stores them, and its experts chosen so.
    public Model of(CatalogModel entry) {
        Model stored = weight.isEmpty() ? entry.model() : entry.model().with(Optional.<Storage>empty());
        return skew.isNone() ? stored : stored.with(stored.architecture().with(skew));
    }

    /// The models that strategies name as drafters, by name.
    ///
    /// @throws IOException if the file of a model cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such model, or a strategy is bad
    public Map<String, Model> drafters(Shelf shelf, List<StrategySpec> strategies, int generatedTokens)
            throws IOException {
        Map<String, Model> drafters = new HashMap<>();
        shelf.drafters(strategies, generatedTokens).forEach((name, entry) -> drafters.put(name, of(entry)));
        return drafters;
    }

    /// Lines that say how a model is priced, where its file does not say it or says otherwise.
    ///
    /// @param stored  whether how its weights are stored is said, too
    public List<String> notes(CatalogModel entry, boolean stored) {
        String id = entry.model().id();
        Stream<String> overridden = entry.model().storage().stream()
                .filter(_ -> stored || weight.isPresent())
                .map(storage -> "note: " + id + ": weights: " + storage.words()
                        + weight.map(type -> "; priced as " + type + ", as --weight-dtype says")
                                .orElse(""));
        Stream<String> other = entry.notes().stream().map(note -> "note: " + id + ": " + note);
        return Stream.concat(overridden, other).toList();
    }
}
