package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.JsonFile;

/// The index of published measurements, `unmask.published/1`: what each file is, and what had to be assumed.
final class PublishedIndex {
    static final String SCHEMA = "unmask.published/1";
    static final String NAME = "index.json";

    /// Far above any table that a publication has.
    private static final long MAX_BYTES = 64L << 20;

    private PublishedIndex() {}

    interface Content {
        byte[] of(String file) throws IOException;
    }

    /// All files of an index.
    static List<PublishedFile> of(Fields root, Content content) throws IOException {
        root.requireSchema(SCHEMA);
        List<PublishedFile> files = new ArrayList<>();
        for (Fields entry : root.objects("files")) {
            files.add(file(entry, content));
        }
        return files;
    }

    private static PublishedFile file(Fields entry, Content content) throws IOException {
        List<PublishedFile.Assumption> assumptions = new ArrayList<>();
        if (entry.has("assumptions")) {
            for (Fields assumption : entry.objects("assumptions")) {
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
                InputFile.text(name, content.of(name)));
    }

    /// A file of the user's, with what an index beside it says; without one it is a file of points.
    static PublishedFile read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        byte[] content = InputFile.bytes(file, MAX_BYTES);
        Path index = file.resolveSibling(NAME);
        if (Files.isRegularFile(index)) {
            Fields root = JsonFile.read(index);
            Optional<PublishedFile> found = of(root, other -> other.equals(name) ? content : new byte[0]).stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        String text = InputFile.text(file.toString(), content);
        // Only tables of reports say steps, tokens per pass and acceptance in one column.
        boolean reports = text.lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElse("")
                .contains("steps_or_tpf");
        return new PublishedFile(
                name, reports ? PublishedFile.REPORTS : PublishedFile.POINTS, name, file.toString(), List.of(), text);
    }
}
