package org.unmask.catalog.family;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Family;
import org.unmask.core.model.Layout;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.model.TensorNames;
import org.unmask.input.Fields;

/// The keys of a family that is priced and not run.
///
/// @param isMixture  whether models have experts
/// @param reader  reads them
record PricedKeys(boolean isMixture, Reader reader) implements ConfigKeys {
    private static final List<String> FURTHER =
            List.of("num_nextn_predict_layers", "mtp_num_hidden_layers", "num_mtp_modules");

    /// Reads sizes and layout.
    interface Reader {
        Architecture read(Fields config) throws IOException;
    }

    /// A family of autoregressive models that is priced only.
    static FamilyFiles family(String id, List<String> types, boolean mixture, Reader reader) {
        Family family = new Family(
                id,
                Paradigm.AUTOREGRESSIVE,
                false,
                TensorNames.HUGGING_FACE,
                Optional.empty(),
                Optional.empty(),
                "plain",
                "ar");
        return new FamilyFiles(family, types, new PricedKeys(mixture, reader));
    }

    @Override
    public Architecture read(Fields config) throws IOException {
        try {
            return reader.read(config);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(config.file() + ": " + config.prefix() + e.getMessage(), e);
        }
    }

    @Override
    public List<String> notes(Fields config) throws IOException {
        List<String> notes = new ArrayList<>();
        for (String key : FURTHER) {
            if (config.has(key) && config.whole(key) > 0) {
                notes.add("layers that predict further tokens (" + key + ") left out");
            }
        }
        return notes;
    }

    @Override
    public void write(Architecture architecture, Map<String, Object> config) {
        throw new IllegalArgumentException("models of this family are priced, not written");
    }

    @Override
    public String positions() {
        return "max_position_embeddings";
    }

    /// A model with biases of queries, keys and values, and norms of their heads.
    static Architecture with(Architecture model, boolean bias, boolean norm) {
        return model.with(new Projections(bias, norm, model.projections().tiedEmbeddings()));
    }

    /// A model with a further part, if a file says so.
    static Architecture with(Architecture model, Layout.Extra extra, boolean there) {
        return model.with(model.layout().with(extra, there));
    }

    static Architecture with(Architecture model, Layout.Norms norms) {
        return model.with(model.layout().with(norms));
    }

    static Architecture with(Architecture model, Layout.HeadNorms norms) {
        return model.with(model.layout().with(norms));
    }

    /// Experts of equal width in all layers from one on.
    ///
    /// @param shared  width of all shared experts together
    /// @param bias  whether a bias per expert takes part in the choice
    static Experts experts(int count, int perToken, int width, long shared, int denseLayers, boolean bias) {
        Routing routing = new Routing(bias ? Routing.Score.SIGMOID : Routing.Score.SOFTMAX, true, 1, bias, 1, 1);
        return new Experts(count, perToken, width, Math.toIntExact(shared), denseLayers, routing);
    }

    /// Sizes that a family has under names of its own, under the usual ones too.
    ///
    /// @param names  its own name of each usual one
    static Fields renamed(Fields config, Map<String, String> names) throws IOException {
        Map<String, Integer> sizes = new HashMap<>();
        for (Map.Entry<String, String> name : names.entrySet()) {
            sizes.put(name.getKey(), config.count(name.getValue()));
        }
        return config.withThose(sizes);
    }

    /// Refuses keys of layers that are not priced.
    static void refuse(Fields config, String... keys) throws IOException {
        Refusals.refuseSaid(config, keys);
    }
}
