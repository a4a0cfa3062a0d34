package org.unmask.release;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// A jar with what one platform needs of it. Entries are not compressed: the archive is, and better as a whole.
final class LeanJar {
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Entry(String name, byte[] bytes) {}

    private LeanJar() {}

    /// The bytes of such a jar; entries keep their order, and all have the same time. Jars within it become lean as well.
    ///
    /// @param needed  by the names of entries
    static byte[] of(byte[] jar, Predicate<String> needed, Instant time) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream to = new ZipOutputStream(bytes)) {
            for (Entry entry : entries(jar)) {
                if (needed.test(entry.name())) {
                    put(
                            to,
                            entry.name(),
                            entry.name().endsWith(".jar") ? of(entry.bytes(), needed, time) : entry.bytes(),
                            time);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream to, String name, byte[] bytes, Instant time) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        to.putNextEntry(entry);
        to.write(bytes);
        to.closeEntry();
    }

    private static List<Entry> entries(byte[] jar) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                entries.add(new Entry(entry.getName(), from.readAllBytes()));
            }
        }
        return entries;
    }

    /// Puts the licences and notices of a jar, by their names, into an archive.
    static void licences(Path jar, Archive archive, String folder) throws IOException {
        try (InputStream file = Files.newInputStream(jar);
                ZipInputStream from = new ZipInputStream(file)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                if (isLicence(entry.getName())) {
                    archive.add(folder + "/" + Path.of(entry.getName()).getFileName(), from.readAllBytes());
                }
            }
        }
    }

    private static boolean isLicence(String name) {
        return name.matches("(?i)(META-INF/)?(LICEN[CS]E|NOTICE|COPYING|AL2\\.0|LGPL2\\.1)[^/]*");
    }
}
