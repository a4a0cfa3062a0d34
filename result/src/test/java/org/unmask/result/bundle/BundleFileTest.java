package org.unmask.result.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleFileTest {
    private static final Bundle BUNDLE =
            Bundle.of(Map.of("study.yaml", "name: a\n", "results.jsonl", "{}\n", "devices/here.json", "{\"id\":1}"));

    @TempDir
    private Path folder;

    private Path written() throws IOException {
        Path file = folder.resolve("a.zip");
        BundleFile.write(file, BUNDLE, "unmask 1");
        return file;
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        assertThat(BundleFile.read(written())).isEqualTo(BUNDLE);
    }

    @Test
    void equalBundlesAreEqualFiles() throws IOException {
        byte[] first = Files.readAllBytes(written());

        assertThat(Files.readAllBytes(written())).isEqualTo(first);
    }

    private void refuses(Path file, String... reasons) {
        assertThatThrownBy(() -> BundleFile.read(file))
                .isInstanceOf(IOException.class)
                .message()
                .contains(reasons)
                .contains(file.toString())
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 200, 400})
    void whatIsCutOffIsRefused(int bytes) throws IOException {
        byte[] whole = Files.readAllBytes(written());
        Path file = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, bytes));

        refuses(file, "damaged");
    }

    /// Wherever a byte is wrong, the bundle is either refused in one line or read as it was.
    @Test
    void whatIsDamagedIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        Random random = new Random(7);
        for (int at = 0; at < whole.length; at++) {
            byte[] wrong = whole.clone();
            wrong[at] ^= (byte) (1 + random.nextInt(255));
            Path file = Files.write(folder.resolve("wrong.zip"), wrong);
            try {
                assertThat(BundleFile.read(file)).isEqualTo(BUNDLE);
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining(file.toString());
            }
        }
    }

    private Path zip(Map<String, String> entries) throws IOException {
        Path file = folder.resolve("made.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private static String manifest(String schema, String name, long bytes, String content) {
        return "{\"schema\":\"" + schema + "\",\"program\":\"x\",\"files\":[{\"name\":\"" + name + "\",\"bytes\":"
                + bytes + ",\"sha256\":\"" + Bundle.hash(Bundle.bytes(content)) + "\"}]}";
    }

    @Test
    void aNewerVersionIsNamed() throws IOException {
        refuses(
                zip(Map.of("manifest.json", "{\"schema\":\"unmask.bundle/2\"}")),
                "a bundle of format unmask.bundle/2; this version of the program reads unmask.bundle/1");
    }

    @Test
    void anotherZipFileIsNoBundle() throws IOException {
        refuses(zip(Map.of("a.txt", "a")), "no manifest.json in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil.json", "/etc/evil.json", "devices/../../evil.json", "devices/..json", "a.sh"})
    void namesThatLeadElsewhereAreRefused(String name) throws IOException {
        refuses(
                zip(Map.of("manifest.json", manifest("unmask.bundle/1", name, 1, "a"), name, "a")),
                "no name of a file");
    }

    @Test
    void nothingBesideTheManifestIsAccepted() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("manifest.json", manifest("unmask.bundle/1", "study.yaml", 1, "a"));
        entries.put("study.yaml", "a");
        entries.put("../evil", "b");

        refuses(zip(entries), "'../evil', which its manifest does not name");
    }

    @Test
    void aFileThatExpandsToMoreThanItSaysIsNotExpanded() throws IOException {
        String bomb = "0".repeat(50_000_000);
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("manifest.json", manifest("unmask.bundle/1", "study.yaml", 1000, bomb));
        entries.put("study.yaml", bomb);

        refuses(zip(entries), "study.yaml has more than the 1000 bytes");
    }

    @Test
    void aBundleThatSaysItIsHugeIsRefused() throws IOException {
        refuses(
                zip(Map.of(
                        "manifest.json",
                        manifest("unmask.bundle/1", "study.yaml", 1_000_000_000, "a"),
                        "study.yaml",
                        "a")),
                "when it is expanded");
    }

    @Test
    void aChangedFileIsRefused() throws IOException {
        refuses(
                zip(Map.of("manifest.json", manifest("unmask.bundle/1", "study.yaml", 1, "b"), "study.yaml", "a")),
                "study.yaml is not what the manifest says");
    }
}
