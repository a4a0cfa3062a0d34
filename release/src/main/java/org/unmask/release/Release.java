package org.unmask.release;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.unmask.app.cli.Main;

/// Packs the archive of the platform it runs on, from what the build made.
///
/// What is not reproducible, the cache of an earlier start, is made by the launcher on the machine where it starts.
public final class Release {
    /// What our jars and the libraries need of Java; found with `jdeps --print-module-deps`, and services.
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.desktop",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.sql",
            "java.xml",
            "jdk.httpserver",
            "jdk.incubator.vector",
            "jdk.jfr",
            "jdk.management",
            "jdk.unsupported",
            "jdk.zipfs");

    /// What the program reads from its folder, and what a person reads. Neither what builds leave nor weights that lie beside
    /// ours get into an archive.
    private static final List<String> FILES = List.of(
            "unmask",
            "unmask.cmd",
            "tools/jdk",
            "catalog/devices",
            "catalog/models",
            "catalog/prices.json",
            "catalog/profiles",
            "catalog/published",
            "docs",
            "studies",
            "models/tiny-math",
            "models/tiny-math-ar",
            "models/tiny-math-block",
            "models/tiny-math-dlm",
            "models/tiny-math-drafter",
            "README.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "LICENSE",
            "CITATION.cff",
            "SECURITY.md");

    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private final Path home;
    private final String version;
    private final Instant time;
    private final Path target;
    private final Platform platform = Platform.current();
    private final Archive archive = new Archive();

    private Release(Path home, String version, Instant time, Path target) {
        this.home = home;
        this.version = version;
        this.time = time;
        this.target = target;
    }

    /// Packs the archive, and writes its sum beside it.
    ///
    /// @param args  the folder of the sources, the version, the time that all files get, and the folder to write to
    public static void main(String[] args) {
        try {
            new Release(
                            Path.of(args[0]).toRealPath(),
                            args[1],
                            Instant.parse(args[2]),
                            Path.of(args[3]).toAbsolutePath())
                    .pack();
        } catch (IOException | IllegalStateException e) {
            // Maven adds that a command failed.
            new PrintStream(System.err, true, StandardCharsets.UTF_8).println("release: " + e.getMessage());
            System.exit(1);
        }
    }

    private void pack() throws IOException {
        archive.add("unmask.cdx.json", Parts.read(target.resolve("unmask.cdx.json"), libraryNames()));
        for (String file : FILES) {
            archive.add(file, home.resolve(file));
        }
        // Where package managers look.
        archive.link("bin/unmask", "../unmask");
        runtime();
        jars();
        documents();
        String name = "unmask-" + version + "-" + platform.name();
        Optional<Image> image = Image.of(platform);
        List<Callable<Path>> packers = new ArrayList<>();
        packers.add(() -> archive.writeTarXz(target.resolve(name + ".tar.xz"), name, time));
        packers.add(() -> archive.writeZip(target.resolve(name + ".zip"), name, time));
        image.ifPresent(root ->
                packers.add(() -> root.write(target.resolve(name + ".oci.tar"), archive, start(), version, time)));
        for (Path file : together(packers)) {
            written(file);
        }
        say(archive.paths().size() + " files in each");
    }

    /// What some tasks give that run at the same time.
    private static List<Path> together(List<Callable<Path>> tasks) throws IOException {
        List<Path> files = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            for (Future<Path> file : threads.invokeAll(tasks)) {
                files.add(file.get());
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return files;
    }

    /// What stands behind `java` where there is no launcher.
    private static List<String> start() {
        return List.of(
                "-cp",
                "/opt/unmask/lib/*",
                "@/opt/unmask/tools/jdk/run.args",
                "-Dunmask.home=/opt/unmask",
                Main.class.getName());
    }

    private void written(Path file) throws IOException {
        String name = file.getFileName().toString();
        Files.writeString(target.resolve(name + ".sha256"), sum(Files.readAllBytes(file)) + "  " + name + "\n");
        say(file + ": " + Files.size(file) / 1_000_000 + " MB");
    }

    private void runtime() throws IOException {
        Path image = target.resolve("runtime");
        delete(image);
        int code = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("this Java has no jlink: run Maven with a whole JDK"))
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress",
                        "zip-0",
                        "--output",
                        image.toString());
        if (code != 0) {
            throw new IllegalStateException("jlink ended with " + code);
        }
        archive.add("runtime", image);
    }

    private void jars() throws IOException {
        Path built = home.resolve("app/target");
        for (Path jar : listed(built.resolve("modules"))) {
            add(jar, jar.getFileName().toString());
        }
        add(built.resolve("unmask-app-" + version + ".jar"), "unmask-app.jar");
        for (Path jar : libraries()) {
            add(jar, jar.getFileName().toString());
            LeanJar.licences(
                    jar, archive, "licences/" + jar.getFileName().toString().replaceFirst("\\.jar$", ""));
        }
    }

    /// The libraries that the build put beside the program.
    private List<Path> libraries() throws IOException {
        Path built = home.resolve("app/target");
        String[] entries = Files.readString(built.resolve("lib.list")).strip().split(":", -1);
        return Stream.of(entries).map(built::resolve).toList();
    }

    private List<String> libraryNames() throws IOException {
        return libraries().stream().map(jar -> jar.getFileName().toString()).toList();
    }

    private void add(Path jar, String name) throws IOException {
        Predicate<String> needed = name.startsWith("echarts")
                ? Release::isDrawn
                : name.startsWith("unmask-engine-onednn")
                        ? entry -> platform.needs(entry) && isCalled(entry)
                        : platform::needs;
        archive.add("lib/" + name, LeanJar.of(Files.readAllBytes(jar), needed, time));
    }

    /// Of oneDNN, what JavaCPP and C++ would need is left out.
    private static boolean isCalled(String entry) {
        return !entry.contains("/include/") && !entry.endsWith("/libjnidnnl.so");
    }

    /// Of the figures' library, pages hold one file.
    private static boolean isDrawn(String entry) {
        return !entry.contains("/_static/") || entry.endsWith("/dist/echarts.common.min.js");
    }

    private void documents() throws IOException {
        String date = time.toString().substring(0, 10);
        ManPage.all(Main.specification(), version, date)
                .forEach((file, text) -> archive.add("share/man/man1/" + file, text));
        for (String shell : SHELLS) {
            archive.add("share/completions/unmask." + shell, completion(shell));
        }
    }

    /// Printed by the program on the runtime that is packed.
    private byte[] completion(String shell) throws IOException {
        Process process = new ProcessBuilder(
                        target.resolve("runtime/bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dunmask.home=" + home,
                        Main.class.getName(),
                        "completion",
                        shell)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] script = process.getInputStream().readAllBytes();
        int code = process.onExit().join().exitValue();
        if (code != 0 || script.length == 0) {
            throw new IllegalStateException("the completion of " + shell + " ended with " + code);
        }
        return script;
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> below = Files.walk(folder)) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    static String sum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void say(String line) {
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(line);
    }
}
