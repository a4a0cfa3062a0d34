package org.unmask.web.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A secret that clients must know. It is kept as a digest, compared in constant time, and never printed.
public final class ApiKey {
    private static final int SHORTEST = 8;

    private final byte[] digest;

    private ApiKey(byte[] digest) {
        this.digest = digest;
    }

    /// Takes a key from a file or a variable, blanks around it aside.
    ///
    /// @param source  named in errors, which never hold the key
    /// @throws IllegalArgumentException if it is too short, or has characters that no header can carry
    public static ApiKey of(String source, String text) {
        String key = text.strip();
        if (key.length() < SHORTEST || !key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(source + ": not an API key; expected one line of at least " + SHORTEST
                    + " visible ASCII characters");
        }
        return new ApiKey(digest(key));
    }

    /// Whether a client has given this key.
    boolean is(String given) {
        return MessageDigest.isEqual(digest, digest(given));
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "an API key";
    }
}
