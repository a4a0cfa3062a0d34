package org.unmask.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.json.JsonFile;
import org.unmask.catalog.json.JsonObject;

/// The index of published measurements, `unmask.published/1`: what each file is, and what had to be assumed.
final class PublishedIndex {
    static final String SCHEMA = "unmask.published/1";
    static final String NAME = "index.json";

    private PublishedIndex() {}

    interface Content {
        byte[] of(String file) throws IOException;
    }

    /// All files of an index.
    static List<PublishedFile> of(JsonObject root, Content content) throws IOException {
        if (!root.text("schema").equals(SCHEMA)) {
            throw root.bad("schema", "'" + SCHEMA + "'");
        }
        List<PublishedFile> files = new ArrayList<>();
        for (JsonObject entry : root.objects("files")) {
            files.add(file(entry, content));
        }
        return files;
    }

    private static PublishedFile file(JsonObject entry, Content content) throws IOException {
        List<PublishedFile.Assumption> assumptions = new ArrayList<>();
        if (entry.has("assumptions")) {
            for (JsonObject assumption : entry.objects("assumptions")) {
                assumptions.add(new PublishedFile.Assumption(
                        assumption.text("quantity"), assumption.textOrNumber("value"), assumption.text("reason")));
            }
        }
        String name = entry.text("file");
        return new PublishedFile(
                name,
                entry.text("format"),
                entry.text("title"),
                entry.text("source"),
                assumptions,
                new String(content.of(name), StandardCharsets.UTF_8));
    }

    /// A file of the user's, with what an index beside it says; without one it is a file of points.
    static PublishedFile read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        byte[] content = Files.readAllBytes(file);
        Path index = file.resolveSibling(NAME);
        if (Files.isRegularFile(index)) {
            JsonObject root = JsonFile.read(index);
            Optional<PublishedFile> found = of(root, other -> other.equals(name) ? content : new byte[0]).stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        return new PublishedFile(
                name,
                PublishedFile.POINTS,
                name,
                file.toString(),
                List.of(),
                new String(content, StandardCharsets.UTF_8));
    }
}
