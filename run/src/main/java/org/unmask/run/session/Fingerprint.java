package org.unmask.run.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.engine.weight.GgufFile;

/// Tells things in files from others of the same name, wherever the files lie.
public final class Fingerprint {
    private static final int SAMPLES = 1024;
    private static final int SAMPLE_BYTES = 512;
    private static final int DIGITS = 16;

    private Fingerprint() {}

    /// A hash of the sizes of weight files and of 1024 samples of 512 bytes from each, evenly spread from its beginning to
    /// its end. Weights of gigabytes are not read for it; a change that no sample sees is missed.
    ///
    /// @param weights  a GGUF file, or one that has safetensors files beside it
    public static String ofWeights(Path weights) throws IOException {
        MessageDigest digest = sha256();
        for (Path file : files(weights)) {
            sample(digest, file);
        }
        return text(digest);
    }

    /// A hash of texts in their order.
    public static String ofTexts(Stream<String> texts) {
        MessageDigest digest = sha256();
        texts.forEach(text -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        });
        return text(digest);
    }

    private static List<Path> files(Path weights) throws IOException {
        if (weights.toString().endsWith(".gguf")) {
            return GgufFile.files(weights);
        }
        try (Stream<Path> beside =
                Files.list(weights.toAbsolutePath().resolve("..").normalize())) {
            return beside.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    private static void sample(MessageDigest digest, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
            long last = Math.max(0, size - SAMPLE_BYTES);
            ByteBuffer sample = ByteBuffer.allocate(SAMPLE_BYTES);
            for (int i = 0; i < SAMPLES; i++) {
                sample.clear();
                channel.read(sample, last / (SAMPLES - 1) * i + last % (SAMPLES - 1) * i / (SAMPLES - 1));
                digest.update(sample.flip());
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(MessageDigest digest) {
        return "sha256:" + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
