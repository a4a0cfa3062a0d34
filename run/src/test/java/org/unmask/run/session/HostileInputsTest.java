package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DType;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.StoredWeights;
import org.unmask.run.checkpoint.FolderVocabulary;
import org.unmask.run.checkpoint.GgufModels;
import org.unmask.run.checkpoint.GgufVocabulary;
import org.unmask.run.template.Template;

/// Damaged files of people: whatever one says, it is read or refused in one line. `-Dunmask.hostile=500000` damages as many.
class HostileInputsTest {
    private static final int FILES = Integer.getInteger("unmask.hostile", 3000);
    private static final String[] PIECES = {
        "{{",
        "}}",
        "{%",
        "%}",
        "{%-",
        "-%}",
        "{#",
        "#}",
        "for x in ",
        "endfor",
        "if ",
        "endif",
        "else",
        "set ",
        "messages",
        "[",
        "]",
        "[::-1]",
        "(",
        ")",
        "|",
        "|list",
        "|join",
        "|tojson",
        "|length",
        " * 99999999",
        " ~ ",
        " + ",
        ".x",
        "'",
        "\"",
        "range(99999)",
        "namespace(x=",
        "ns.x",
        "\n",
        "loop.index",
        "true",
        "none",
        "macro f(a)",
        "endmacro",
        "f(1)",
        "\\",
        "\u0000",
        "99999999999999999999",
        "\"\"",
        "null",
        "-1",
        "{}",
        "[]",
        ":",
        ",",
        "1e999",
        "\uD83D\uDC69"
    };

    private final Random random = new Random(20260106);

    @TempDir
    private Path folder;

    /// What is done with a damaged file.
    private interface Reading {
        Object read() throws IOException;
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(HostileInputsTest.class.getResource(name))
                .toURI());
    }

    private static boolean isRefused(Reading reading) {
        try {
            reading.read();
            return false;
        } catch (IOException | IllegalArgumentException e) {
            assertThat(String.valueOf(e.getMessage())).doesNotContain("\n").isNotBlank();
            return true;
        }
    }

    private byte[] damaged(byte[] valid) {
        byte[] content = valid;
        for (int i = random.nextInt(3); i >= 0 && content.length > 0; i--) {
            int at = random.nextInt(content.length);
            int other = random.nextInt(content.length);
            int length = random.nextInt(Math.min(40, content.length - Math.max(at, other)) + 1);
            content = switch (random.nextInt(6)) {
                case 0 ->
                    joined(content, at, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8), at);
                case 1 -> joined(content, at, new byte[0], at + length);
                case 2 -> joined(content, at, Arrays.copyOfRange(content, other, other + length), at);
                case 3 ->
                    joined(content, at, new byte[] {(byte) random.nextInt(256)}, Math.min(content.length, at + 1));
                case 4 -> Arrays.copyOf(content, at + 1);
                default ->
                    joined(
                            content,
                            at,
                            PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8),
                            Math.min(content.length, at + length));
            };
        }
        return content.length == 0 ? new byte[] {'x'} : content;
    }

    private static byte[] joined(byte[] content, int end, byte[] between, int from) {
        byte[] result = new byte[end + between.length + content.length - from];
        System.arraycopy(content, 0, result, 0, end);
        System.arraycopy(between, 0, result, end, between.length);
        System.arraycopy(content, from, result, end + between.length, content.length - from);
        return result;
    }

    @Test
    @Timeout(3600)
    void damagedTemplatesEnd() throws Exception {
        List<byte[]> templates = new ArrayList<>();
        try (Stream<Path> files =
                Files.list(resource("/org/unmask/run/template/templates.json").resolveSibling(""))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jinja"))
                    .sorted()
                    .toList()) {
                templates.add(Files.readAllBytes(file));
            }
        }
        Map<String, Object> values = new HashMap<>(Map.of(
                "messages",
                List.of(
                        Map.of("role", "user", "content", "Hello"),
                        Map.of("role", "assistant", "content", "<think>a</think>b"),
                        Map.of("role", "user", "content", "x")),
                "bos_token",
                "<s>",
                "eos_token",
                "</s>",
                "add_generation_prompt",
                true));
        int refused = 0;
        for (int i = 0; i < FILES / 3; i++) {
            String template = new String(damaged(templates.get(i % templates.size())), StandardCharsets.UTF_8);
            refused += isRefused(() -> Template.of(template).render(values)) ? 1 : 0;
        }

        assertThat(refused).isBetween(FILES / 12, FILES / 3 - 1);
    }

    @Test
    @Timeout(3600)
    void damagedConfigurationsAreReadOrRefused() throws Exception {
        Path from = resource("/inputs/tokenizer-vocab-merges/config.json").resolveSibling("");
        List<String> names =
                List.of("config.json", "tokenizer_config.json", "added_tokens.json", "vocab.json", "merges.txt");
        Map<String, byte[]> valid = new HashMap<>();
        for (String name : names) {
            valid.put(name, Files.readAllBytes(from.resolve(name)));
            Files.copy(from.resolve(name), folder.resolve(name));
        }
        int refused = 0;
        for (int i = 0; i < FILES / 3; i++) {
            String name = names.get(i % names.size());
            Path file = folder.resolve(name);
            Files.write(file, damaged(Objects.requireNonNull(valid.get(name))));
            refused += isRefused(() -> {
                        new Catalog(folder, folder, List.of(new GgufModels())).model(folder.toString());
                        return FolderVocabulary.json(folder);
                    })
                    ? 1
                    : 0;
            Files.write(file, Objects.requireNonNull(valid.get(name)));
        }

        assertThat(refused).isBetween(FILES / 12, FILES / 3 - 1);
    }

    @Test
    @Timeout(3600)
    void damagedQuantisedFilesAreReadOrRefused() throws Exception {
        List<byte[]> valid = List.of(
                Files.readAllBytes(resource("/inputs/gguf-k-quants/q4_k_m.gguf")),
                Files.readAllBytes(resource("/inputs/gguf-k-quants/q5_0.gguf")),
                Files.readAllBytes(resource("/org/unmask/run/checkpoint/pieces.gguf")));
        Path file = folder.resolve("m.gguf");
        int refused = 0;
        for (int i = 0; i < FILES / 3; i++) {
            byte[] whole = valid.get(i % valid.size());
            // Of the data behind it, less matters.
            int start = random.nextInt(16) == 0 ? whole.length : Math.min(whole.length, 4000);
            byte[] head = damaged(Arrays.copyOf(whole, start));
            boolean same = head.length == start || random.nextInt(4) == 0;
            Files.write(
                    file,
                    same ? joined(whole, 0, head, start) : joined(whole, 0, head, Math.min(whole.length, head.length)));
            refused += isRefused(() -> read(file)) ? 1 : 0;
        }

        assertThat(refused).isBetween(FILES / 12, FILES / 3 - 1);
    }

    private static Object read(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            GgufFile opened = GgufFile.open(file, arena);
            GgufVocabulary.json(opened);
            CatalogModel entry = new GgufModels().read(file);
            return new StoredWeights(opened, entry.model().architecture(), entry.tensorNames(), DType.BFLOAT16, arena);
        }
    }
}
