package org.unmask.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The download of a JDK by the launcher, from a server on this machine.
class DownloadedJdkTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("unmask.home"))
            .toAbsolutePath()
            .normalize()
            .resolve("tools/jdk");

    @TempDir
    private Path folder;

    /// What the server serves.
    @TempDir
    private static Path served;

    private static byte[] archive = {};
    private static Optional<Process> server = Optional.empty();
    private static String address = "";

    private Path home;
    private Path tools;
    private Path cache;

    /// The file server of the JDK, in a process of its own, on a port that is free.
    @BeforeAll
    static void makeArchiveAndServe() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "runs a script for sh");
        Path made = served.resolve("made");
        Path jdk = Files.createDirectories(made.resolve("jdk-25.9.9+1/bin"));
        for (String program : new String[] {"java", "javac"}) {
            assertThat(Files.writeString(jdk.resolve(program), "#!/bin/sh\n")
                            .toFile()
                            .setExecutable(true))
                    .isTrue();
        }
        run(Map.of(), "tar", "-czf", served.resolve("good").toString(), "-C", made.toString(), ".");
        archive = Files.readAllBytes(served.resolve("good"));
        Files.write(served.resolve("cut"), Arrays.copyOf(archive, archive.length / 2));
        byte[] other = archive.clone();
        other[other.length - 1]++;
        Files.write(served.resolve("other"), other);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jwebserver")
                                .toString(),
                        "-b",
                        "127.0.0.1",
                        "-p",
                        "0",
                        "-d",
                        served.toRealPath().toString())
                .redirectErrorStream(true)
                .start();
        server = Optional.of(process);
        BufferedReader said = process.inputReader();
        while (address.isEmpty()) {
            String line = requireNonNull(said.readLine());
            address = line.startsWith("URL ") ? line.substring("URL ".length()) : "";
        }
    }

    @AfterAll
    static void stop() {
        server.ifPresent(Process::destroy);
    }

    @BeforeEach
    void makeList() throws Exception {
        home = folder.resolve("home");
        tools = Files.createDirectories(home.resolve("tools/jdk"));
        cache = folder.resolve("cache");
        Files.copy(SCRIPTS.resolve("download.sh"), tools.resolve("download.sh"));
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        StringBuilder list = new StringBuilder("# a comment\n");
        for (String system : new String[] {"linux", "macos"}) {
            for (String processor : new String[] {"x64", "aarch64"}) {
                list.append("%s  %s 25.9.9+1 %s http://127.0.0.1:1/nothing%n".formatted(system, processor, sum));
            }
        }
        Files.writeString(tools.resolve("temurin.list"), list);
    }

    /// Output and errors of a command that has ended, and its exit code in front.
    private static String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() + ": " + text;
        }
    }

    private String download(Map<String, String> environment) throws Exception {
        Map<String, String> all = new TreeMap<>(environment);
        all.putIfAbsent("UNMASK_CACHE", cache.toString());
        return run(all, "sh", "-c", """
                fail() { printf 'unmask: %s\\n' "$1" >&2; exit 1; }
                home=$1
                oldest=25
                . "$home/tools/jdk/download.sh"
                download_jdk
                echo "found $jdk"
                """, "sh", home.toString());
    }

    private String downloadFrom(String path) throws Exception {
        return download(Map.of("UNMASK_JDK", "download", "UNMASK_JDK_URL", address + path));
    }

    private void assertNothingKept() throws IOException {
        if (Files.exists(cache)) {
            assertThat(cache).isEmptyDirectory();
        }
    }

    @Test
    void anArchiveWithTheRightSumIsUnpackedAndUsed() throws Exception {
        Path jdk = cache.resolve("jdk-25.9.9+1");

        assertThat(downloadFrom("good")).startsWith("0: ").endsWith("found " + jdk + "\n");
        assertThat(jdk.resolve("bin/java")).isExecutable();
        assertThat(cache).isDirectoryNotContaining(path -> !path.equals(jdk));
    }

    @Test
    void aTruncatedArchiveIsNotKept() throws Exception {
        assertThat(downloadFrom("cut"))
                .startsWith("1: ")
                .contains("/cut has " + archive.length / 2 + " bytes of SHA-256 ", "nothing was kept");
        assertNothingKept();
    }

    @Test
    void anotherArchiveIsNotKeptWhereverItComesFrom() throws Exception {
        assertThat(downloadFrom("other")).startsWith("1: ").contains("it is damaged or another file");
        assertNothingKept();
    }

    @Test
    void anArchiveThatIsNotThereIsOneLine() throws Exception {
        assertThat(downloadFrom("missing")).startsWith("1: ").contains("/missing failed; nothing was kept");
        assertNothingKept();
    }

    @Test
    void nothingIsDownloadedUnlessSomebodySaysSo() throws Exception {
        assertThat(download(Map.of()))
                .startsWith("1: unmask: needs a JDK 25: run it with UNMASK_JDK=download to get Temurin 25.9.9+1 into "
                        + cache);
        assertThat(download(Map.of("UNMASK_JDK", "none"))).startsWith("1: unmask: needs a JDK 25");
        assertThat(download(Map.of("UNMASK_JDK", "maybe")))
                .isEqualTo("1: unmask: UNMASK_JDK=maybe is neither download nor none\n");
        assertNothingKept();
    }

    @Test
    void aFullDiskIsSaidBeforeTheDownload() throws Exception {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path df = Files.writeString(programs.resolve("df"), """
                #!/bin/sh
                echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
                echo 'made-up 100000 97952 2048 98% /'
                """);
        assertThat(df.toFile().setExecutable(true)).isTrue();

        assertThat(download(Map.of("UNMASK_JDK", "download", "PATH", programs + ":" + System.getenv("PATH"))))
                .isEqualTo(
                        "1: unmask: " + cache + " has 2 MB free, a JDK needs 700 MB; make room, or set UNMASK_CACHE to"
                                + " another folder\n");
    }

    @Test
    void aSystemThatIsNotListedIsToldToInstallOne() throws Exception {
        Files.writeString(tools.resolve("temurin.list"), "plan9 x64 1 0 http://127.0.0.1:1/\n");

        assertThat(downloadFrom("good"))
                .startsWith("1: unmask: needs a JDK 25, and none is offered for download on ")
                .contains("set UNMASK_JAVA_HOME");
    }

    @Test
    void everyListedSystemHasAnAddressAndASum() throws Exception {
        assertThat(Files.readAllLines(SCRIPTS.resolve("temurin.list")).stream().filter(line -> !line.startsWith("#")))
                .hasSize(5)
                .allMatch(
                        line -> line.matches(
                                "(linux|macos|windows) +(x64|aarch64) +25[.0-9]*\\+[0-9]+ +[0-9a-f]{64} +https://github.com/adoptium/\\S+"));
    }
}
