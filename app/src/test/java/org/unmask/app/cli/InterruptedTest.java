package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ctrl-C in processes of their own.
class InterruptedTest {
    private static final int STOPPED = 130;
    private static final Path HOME =
            Path.of(System.getProperty("unmask.home")).toAbsolutePath().normalize();
    private static final int PROMPTS = 30;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path out;
    private Path err;

    @BeforeEach
    void files() {
        out = folder.resolve("out");
        err = folder.resolve("err");
    }

    @AfterEach
    void leaveNothingRunning() {
        started.forEach(Process::destroyForcibly);
    }

    /// A shell in the background lets its children ignore the signal, which `env` undoes.
    private Process start(List<String> arguments) throws IOException {
        String paths = Stream.of(System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dstdout.encoding=UTF-8",
                "-Dunmask.home=" + HOME,
                "-Duser.home=" + folder,
                "-cp",
                paths,
                "org.unmask.app.cli.Main"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started.add(process);
        return process;
    }

    /// Interrupts a process as soon as it has done something.
    private int interrupt(Process process, Path file, Predicate<String> done) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "sends the signal with kill");
        Instant limit = Instant.now().plus(Duration.ofMinutes(2));
        while (!(Files.exists(file) && done.test(read(file)))) {
            assertThat(process.isAlive()).as(read(err)).isTrue();
            assertThat(Instant.now()).isBefore(limit);
            Thread.sleep(20);
        }
        assertThat(new ProcessBuilder("/bin/kill", "-INT", "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private String lastError() throws IOException {
        String text = read(err);
        assertThat(text).doesNotContain("Exception", "\tat ").endsWith("\n");
        return text.lines().toList().getLast();
    }

    private static List<String> answers(Path results) throws IOException {
        return read(results)
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(line -> line.get("type").asString().equals("answer"))
                .map(line -> line.get("setting").get("id") + "#" + line.get("problem"))
                .toList();
    }

    @Test
    void measurementsThatAreFinishedAreKeptAndNotDoneAgain() throws Exception {
        Path results = folder.resolve("results.jsonl");
        Path prompts = Files.writeString(folder.resolve("prompts.jsonl"), "{\"prompt\":\"Tom\"}\n".repeat(PROMPTS));
        List<String> command = List.of(
                "measure",
                "--model",
                "tiny-math-ar",
                "--strategy",
                "ar",
                "--backend",
                "scalar",
                "--gen-len",
                "8",
                "--prompts",
                prompts.toString(),
                "--threads",
                "1",
                "--results",
                results.toString());

        int code = interrupt(start(command), results, text -> text.contains("\"problem\":1,"));

        assertThat(code).isEqualTo(STOPPED);
        assertThat(read(results)).endsWith("}\n");
        List<String> kept = answers(results);
        assertThat(kept).hasSizeBetween(2, PROMPTS - 1);
        assertThat(lastError())
                .isEqualTo("unmask: stopped; " + kept.size() + " of " + PROMPTS + " runs kept in " + results
                        + "; run the same command to go on");
        assertThat(read(out)).isEmpty();

        Process again = start(command);

        assertThat(again.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(again.exitValue()).as(read(err)).isZero();
        assertThat(answers(results)).hasSize(PROMPTS).doesNotHaveDuplicates().startsWith(kept.toArray(new String[0]));
    }

    @Test
    void aGenerationKeepsWhatItHas() throws Exception {
        int code = interrupt(
                start(List.of(
                        "generate",
                        "--live",
                        "--model",
                        "tiny-math-dlm",
                        "--strategy",
                        "diffusion:steps=32",
                        "--backend",
                        "scalar",
                        "--gen-len",
                        "32",
                        "--prompt",
                        "Tom has")),
                err,
                text -> text.contains("pass 3 "));

        assertThat(code).isEqualTo(STOPPED);
        assertThat(lastError()).matches("unmask: stopped; \\d+ of 32 tokens were committed, in \\d+ passes");
        assertThat(read(out)).contains("░").endsWith("\n");
    }

    /// It names the port that it took in place of one that is in use.
    @Test
    void theExplorerEnds() throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int taken = other.getLocalPort();

            int code = interrupt(
                    start(List.of("explore", "--no-browser", "--port", "" + taken)), out, text -> text.endsWith("/\n"));

            assertThat(code).isEqualTo(STOPPED);
            String address = read(out).strip();
            assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+/").isNotEqualTo("http://127.0.0.1:" + taken + "/");
            assertThat(read(err)).contains("port " + taken + " is in use, so the explorer is at port ");
            assertThat(lastError()).isEqualTo("unmask: stopped");
        }
    }

    /// One command serves the models that come with Unmask.
    @Test
    void theServerAnswersUntilItEnds() throws Exception {
        List<JsonNode> listed = new ArrayList<>();

        int code = interrupt(start(List.of("serve", "--port", "0", "--backend", "scalar")), out, text -> {
            if (!text.endsWith("/\n")) {
                return false;
            }
            try (InputStream in =
                    URI.create(text.strip()).resolve("/v1/models").toURL().openStream()) {
                return listed.add(JsonMapper.shared().readTree(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(code).isEqualTo(STOPPED);
        assertThat(listed.getFirst().at("/data/0/id").asString()).isEqualTo("tiny-math-dlm");
        assertThat(listed.getFirst().at("/data/1/id").asString()).isEqualTo("tiny-math-ar");
        assertThat(lastError()).isEqualTo("unmask: stopped");
    }

    @Test
    void aSweepLeavesWholeRows() throws Exception {
        Path rows = folder.resolve("rows.jsonl");
        int code = interrupt(
                start(List.of(
                        "sweep",
                        "--model",
                        "llada-8b",
                        "--device",
                        "a6000",
                        "--strategy",
                        "dual-cache:steps=64",
                        "--prompt-len",
                        "1-10000",
                        "--gen-len",
                        "64",
                        "--batch",
                        "1-640",
                        "--threads",
                        "1",
                        "--output",
                        rows.toString())),
                rows,
                text -> text.length() > 1000);

        assertThat(code).isEqualTo(STOPPED);
        String text = read(rows);
        JsonNode last = JsonMapper.shared().readTree(text.lines().toList().getLast());
        assertThat(text).endsWith("}\n");
        assertThat(last.isObject()).isTrue();
        assertThat(lastError())
                .isEqualTo("unmask: stopped; the first " + text.lines().count()
                        + " of 6400000 rows were written; the same command starts anew");
    }
}
