package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.text.Names;
import org.unmask.report.Source;

/// Files of published measurements as a study names them: one of the catalogue, or a path with a separator.
final class PublishedNames {
    private PublishedNames() {}

    /// @throws IOException if a path leads nowhere
    /// @throws IllegalArgumentException if the catalogue has no such file
    static PublishedFile of(Catalog catalog, String name) throws IOException {
        if (name.contains("/")) {
            return catalog.published(Path.of(name));
        }
        List<PublishedFile> files = catalog.published();
        return files.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Names.unknown(
                        "file of published measurements",
                        name,
                        files.stream().map(PublishedFile::name).toList()));
    }

    /// The citation, with what had to be assumed.
    static Source source(PublishedFile file) {
        String assumed = file.assumptions().stream()
                .map(assumption -> assumption.quantity() + " " + assumption.value())
                .collect(Collectors.joining(", "));
        return Source.published(file.source() + " (" + file.name() + ")"
                + (assumed.isEmpty() ? "" : "; assumed, as it does not state them: " + assumed));
    }
}
