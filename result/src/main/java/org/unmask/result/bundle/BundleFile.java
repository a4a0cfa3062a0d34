package org.unmask.result.bundle;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.JsonFile;
import org.unmask.input.NewFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes bundles: ZIP files whose `manifest.json` names every other file with its size and SHA-256.
///
/// Equal bundles are equal files: nothing in them tells when or where they were written. Nothing is read that the manifest
/// does not name, and no more of it than the manifest says.
public final class BundleFile {
    private static final String MANIFEST = "manifest.json";
    private static final String FILES = "files";
    private static final long MAX_BYTES = 1L << 28;
    private static final int MAX_FILES = 256;
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private BundleFile() {}

    /// Writes a bundle; what was at the place is replaced.
    ///
    /// @param program  name and version of what writes it
    public static void write(Path path, Bundle bundle, String program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            add(zip, MANIFEST, Bundle.bytes(manifest(bundle, program).toPrettyString() + "\n"));
            for (Map.Entry<String, String> file : bundle.files().entrySet()) {
                add(zip, file.getKey(), Bundle.bytes(file.getValue()));
            }
        }
        NewFile.bytes(path, bytes.toByteArray());
    }

    private static ObjectNode manifest(Bundle bundle, String program) {
        ObjectNode manifest = JsonMapper.shared()
                .createObjectNode()
                .put("schema", Bundle.SCHEMA)
                .put("program", program);
        ArrayNode files = manifest.putArray(FILES);
        bundle.files().forEach((name, text) -> {
            byte[] content = Bundle.bytes(text);
            files.addObject().put("name", name).put("bytes", content.length).put("sha256", Bundle.hash(content));
        });
        return manifest;
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /// Reads a bundle.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, no bundle, damaged, of another version, or holds
    ///     more than its manifest says
    public static Bundle read(Path path) throws IOException {
        InputFile.checkRegular(path, MAX_BYTES);
        try (ZipFile zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
            Fields manifest = JsonFile.parse(path + " " + MANIFEST, content(path, zip, MANIFEST, JsonFile.MAX_BYTES));
            checkVersion(path, manifest);
            return bundle(path, zip, manifest);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new IOException(path + ": no bundle, or a damaged one: " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? "it ends too early" : e.getMessage();
    }

    private static void checkVersion(Path path, Fields manifest) throws IOException {
        String schema = manifest.text("schema");
        if (!schema.equals(Bundle.SCHEMA)) {
            throw new IOException(
                    path + ": a bundle of format " + schema + "; this version of the program reads " + Bundle.SCHEMA);
        }
    }

    private static Bundle bundle(Path path, ZipFile zip, Fields manifest) throws IOException {
        List<Fields> entries = manifest.objects(FILES);
        if (entries.size() > MAX_FILES) {
            throw new IOException(path + ": " + entries.size() + " files; expected at most " + MAX_FILES);
        }
        TreeMap<String, String> files = new TreeMap<>();
        long all = 0;
        for (Fields entry : entries) {
            String name = entry.text("name");
            if (!Bundle.isName(name)) {
                throw new IOException(path + ": '" + name + "' is no name of a file in a bundle");
            }
            long bytes = entry.large("bytes");
            all += bytes;
            if (all > MAX_BYTES) {
                throw new IOException(path + ": more than " + MAX_BYTES + " bytes when it is expanded");
            }
            byte[] content = content(path, zip, name, bytes);
            if (content.length != bytes || !Bundle.hash(content).equals(entry.text("sha256"))) {
                throw new IOException(path + ": " + name + " is not what the manifest says: it was changed or damaged");
            }
            if (files.put(name, InputFile.text(path + " " + name, content)) != null) {
                throw new IOException(path + ": the manifest names " + name + " twice");
            }
        }
        checkNothingElse(path, zip, files.keySet());
        return new Bundle(files);
    }

    private static void checkNothingElse(Path path, ZipFile zip, Set<String> named) throws IOException {
        Set<String> known = new HashSet<>(named);
        known.add(MANIFEST);
        List<String> others = new ArrayList<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (!known.remove(entry.getName())) {
                others.add(entry.getName());
            }
        }
        if (!others.isEmpty()) {
            throw new IOException(path + ": holds '" + others.getFirst() + "', which its manifest does not name");
        }
    }

    /// No more than `most` bytes and one are expanded, whatever the file says.
    private static byte[] content(Path path, ZipFile zip, String name, long most) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(
                    path + ": no " + name + " in it; expected a bundle written by `unmask report --bundle`");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes((int) Math.min(most, MAX_BYTES) + 1);
            if (content.length > most) {
                throw new IOException(path + ": " + name + " has more than the " + most + " bytes that it may have");
            }
            return content;
        } catch (ZipException | EOFException e) {
            throw new IOException(path + ": " + name + " is damaged: " + reason(e), e);
        }
    }
}
