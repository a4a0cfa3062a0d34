package org.unmask.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// A model of `published/models.json`.
///
/// @param configSource  where its configuration is
/// @param isConfigRead  whether the configuration was read there
/// @param counted  parameters that the `transformers` library counts
record PublishedModel(
        String name, String type, String configSource, boolean isConfigRead, long counted, Optional<Size> published) {
    private static final double TOLERANCE = 0.005;

    /// A published size.
    ///
    /// @param isRead  whether it was read there
    record Size(long parameters, String source, boolean isRead) {}

    static List<PublishedModel> all(Path file) throws IOException {
        List<PublishedModel> models = new ArrayList<>();
        for (Fields model : JsonFile.read(file).objects("models")) {
            models.add(of(model));
        }
        return models;
    }

    private static PublishedModel of(Fields model) throws IOException {
        Optional<Size> size = model.has("published")
                ? Optional.of(new Size(model.large("published"), model.text("source"), model.flag("read")))
                : Optional.empty();
        return new PublishedModel(
                model.text("name"),
                model.object("config").text("model_type"),
                model.text("config_source"),
                model.flag("config_read"),
                model.large("counted"),
                size);
    }

    /// Whether configuration and size were both read, in different documents, and agree.
    boolean isVerified() {
        return isConfigRead
                && published
                        .filter(Size::isRead)
                        .filter(size -> Math.abs((double) counted / size.parameters() - 1) <= TOLERANCE)
                        .isPresent();
    }
}
