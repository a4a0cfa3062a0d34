package org.unmask.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeanJarTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final Platform LINUX = new Platform("linux-x64", List.of("linux-x86_64", "linux_amd64"));

    private static byte[] jar(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> files(byte[] jar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void nativesOfOtherSystemsAreLeftOutOfNestedJarsToo() throws IOException {
        Map<String, byte[]> nested = new LinkedHashMap<>();
        nested.put("org/linux-x86_64/libdnnl.so.3", text("ours"));
        nested.put("org/macosx-arm64/libdnnl.dylib", text("theirs"));
        Map<String, byte[]> outer = new LinkedHashMap<>();
        outer.put("META-INF/MANIFEST.MF", text("Manifest-Version: 1.0\n"));
        outer.put("libduckdb_java.so_linux_amd64", text("ours"));
        outer.put("libduckdb_java.so_linux_arm64", text("theirs"));
        outer.put("inner.jar", jar(nested));

        Map<String, byte[]> lean = files(LeanJar.of(jar(outer), LINUX::needs, TIME));

        assertThat(lean.keySet()).containsExactly("META-INF/MANIFEST.MF", "libduckdb_java.so_linux_amd64", "inner.jar");
        assertThat(files(lean.getOrDefault("inner.jar", new byte[0])).keySet())
                .containsExactly("org/linux-x86_64/libdnnl.so.3");
        assertThat(lean.get("libduckdb_java.so_linux_amd64")).isEqualTo(text("ours"));
    }

    @ParameterizedTest
    @CsvSource({
        "com/sun/jna/linux-x86-64/libjnidispatch.so, true",
        "com/sun/jna/linux-aarch64/libjnidispatch.so, false",
        "com/sun/jna/win32-x86-64/jnidispatch.dll, false",
        "com/sun/jna/darwin-aarch64/libjnidispatch.jnilib, false",
        "native/lib/linux-x86_64/cpu/libtokenizers.so, true",
        "org/jline/nativ/Linux/x86_64/libjlinenative.so, true",
        "org/jline/nativ/Linux/arm64/libjlinenative.so, false",
        "libduckdb_java.so_osx_universal, false",
        "org/sqlite/Some.class, true",
        "a/solo.properties, true"
    })
    void whatIsNotNativeIsForAll(String entry, boolean needed) {
        Platform platform = Platform.of("linux", "amd64");

        assertThat(platform.needs(entry)).isEqualTo(needed);
    }
}
