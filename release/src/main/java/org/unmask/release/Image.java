package org.unmask.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A container image from scratch: the files of the archive, and the libraries of this system that a Java runtime loads.
///
/// The file is an image layout of the Open Container Initiative (image-spec 1.1) in a tar, with the `manifest.json` that
/// `docker load` reads beside it. There is no shell in it: Java is what it starts.
final class Image {
    /// Where the program is.
    private static final String HOME = "opt/unmask";

    /// What the runtime, the tokenizers, DuckDB and oneDNN ask the system for, as `ldd` says.
    private static final List<String> LIBRARIES = List.of(
            "libc.so.6",
            "libdl.so.2",
            "libgcc_s.so.1",
            "libgomp.so.1",
            "libm.so.6",
            "libpthread.so.0",
            "librt.so.1",
            "libstdc++.so.6",
            "libz.so.1");

    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String processor;
    private final Path libraries;
    private final Path loader;

    private Image(String processor, String triple, String loader) {
        this.processor = processor;
        this.libraries = Path.of("/usr/lib", triple);
        this.loader = Path.of(loader);
    }

    /// The image of a platform; only Linux has one.
    static Optional<Image> of(Platform platform) {
        return switch (platform.name()) {
            case "linux-x64" -> Optional.of(new Image("amd64", "x86_64-linux-gnu", "/lib64/ld-linux-x86-64.so.2"));
            case "linux-arm64" -> Optional.of(new Image("arm64", "aarch64-linux-gnu", "/lib/ld-linux-aarch64.so.1"));
            default -> Optional.empty();
        };
    }

    /// @param arguments  what stands behind `java`, with `/opt/unmask` as the folder of the program
    Path write(Path to, Archive program, List<String> arguments, String version, Instant time) throws IOException {
        Archive root = new Archive();
        root.addAll(HOME, program);
        for (String library : LIBRARIES) {
            Path file = libraries.resolve(library);
            if (Files.notExists(file)) {
                throw new IOException(file + " is missing; install libc6, libstdc++6, libgomp1 and zlib1g");
            }
            root.add(libraries.toString().substring(1) + "/" + library, file.toRealPath());
        }
        root.program(loader.toString().substring(1), loader.toRealPath());
        root.add("etc/passwd", "unmask:x:1000:1000:Unmask:/work:/nowhere\n");
        root.folder("tmp");
        root.folder("work");
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        root.writeTar(plain, "", time);
        byte[] layer = gzip(plain.toByteArray());
        byte[] config = config(arguments, version, time, Release.sum(plain.toByteArray()));
        Archive layout = new Archive();
        layout.add("oci-layout", "{\"imageLayoutVersion\": \"1.0.0\"}");
        String layerName = blob(layout, layer);
        String configName = blob(layout, config);
        ObjectNode manifest = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", MANIFEST);
        describe(manifest.putObject("config"), "application/vnd.oci.image.config.v1+json", config);
        describe(manifest.putArray("layers").addObject(), "application/vnd.oci.image.layer.v1.tar+gzip", layer);
        byte[] manifestBytes = bytes(manifest);
        blob(layout, manifestBytes);
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
        ObjectNode entry = index.putArray("manifests").addObject();
        describe(entry, MANIFEST, manifestBytes);
        entry.putObject("annotations").put("org.opencontainers.image.ref.name", version);
        layout.add("index.json", bytes(index));
        layout.add(
                "manifest.json",
                JSON.writeValueAsBytes(List.of(new TreeMap<>(Map.of(
                        "Config",
                        configName,
                        "RepoTags",
                        List.of("unmask:" + version),
                        "Layers",
                        List.of(layerName))))));
        return Archive.write(to, file -> layout.writeTar(file, "", time));
    }

    private byte[] config(List<String> arguments, String version, Instant time, String layer) {
        ObjectNode config = JSON.createObjectNode()
                .put("created", time.toString())
                .put("architecture", processor)
                .put("os", "linux");
        ObjectNode run = config.putObject("config").put("User", "1000:1000").put("WorkingDir", "/work");
        // What is unpacked from jars does not belong into the folder of a person.
        run.putArray("Env")
                .add("HOME=/work")
                .add("XDG_CACHE_HOME=/tmp/cache")
                .add("DJL_CACHE_DIR=/tmp/djl")
                .add("LANG=C.UTF-8")
                .add("GLIBC_TUNABLES=glibc.malloc.hugetlb=1");
        var entry = run.putArray("Entrypoint").add("/" + HOME + "/runtime/bin/java");
        arguments.forEach(entry::add);
        run.putArray("Cmd").add("--help");
        run.putObject("Labels")
                .put("org.opencontainers.image.title", "Unmask")
                .put("org.opencontainers.image.version", version)
                .put("org.opencontainers.image.licenses", "Apache-2.0");
        ObjectNode root = config.putObject("rootfs").put("type", "layers");
        root.putArray("diff_ids").add("sha256:" + layer);
        return bytes(config);
    }

    private static void describe(ObjectNode node, String type, byte[] content) {
        node.put("mediaType", type)
                .put("digest", "sha256:" + Release.sum(content))
                .put("size", content.length);
    }

    /// Adds a content under its sum, and returns its path.
    private static String blob(Archive layout, byte[] content) {
        String path = "blobs/sha256/" + Release.sum(content);
        layout.add(path, content);
        return path;
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
