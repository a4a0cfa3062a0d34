package org.unmask.app.cli.option;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Storage;
import picocli.CommandLine.Option;

/// The options that say which element types are predicted with.
public final class ElementTypes {
    @Option(
            names = "--dtype",
            defaultValue = "bf16",
            paramLabel = "TYPE",
            description = "Element type of weights, activations and cache: float32, bf16, fp16, fp8, int8, fp4 or int4."
                    + " Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(
            names = "--weight-dtype",
            paramLabel = "TYPE",
            description =
                    "Element type of the weights alone, also of a quantised checkpoint, whose own types are taken otherwise."
                            + " Arithmetic runs in the wider type of weights and activations.")
    private String weight;

    @Option(names = "--activation-dtype", paramLabel = "TYPE", description = "Element type of the activations alone.")
    private String activation;

    @Option(names = "--kv-dtype", paramLabel = "TYPE", description = "Element type of cached keys and values alone.")
    private String keyValue;

    /// The types of weights, activations and cache.
    ///
    /// @throws IllegalArgumentException naming the known types, if one is not known
    public DTypes types() {
        DType all = DType.of(dtype);
        return new DTypes(or(activation, all), or(weight, all), or(keyValue, all));
    }

    /// A model with its weights in the type that is asked for, or else as its file stores them.
    public Model of(CatalogModel entry) {
        return weight == null ? entry.model() : entry.model().with(Optional.<Storage>empty());
    }

    /// Lines that say how a model is priced, where its file does not say it or says otherwise.
    ///
    /// @param stored  whether how its weights are stored is said, too
    public List<String> notes(CatalogModel entry, boolean stored) {
        String id = entry.model().id();
        Stream<String> overridden = entry.model().storage().stream()
                .filter(_ -> stored || weight != null)
                .map(storage -> "note: " + id + ": weights: " + storage.words()
                        + (weight == null ? "" : "; priced as " + weight + ", as --weight-dtype says"));
        Stream<String> other = entry.notes().stream().map(note -> "note: " + id + ": " + note);
        return Stream.concat(overridden, other).toList();
    }

    private static DType or(String id, DType otherwise) {
        return id == null ? otherwise : DType.of(id);
    }
}
