package org.unmask.result.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The files of a study that its page is made of, by their names in the bundle.
///
/// @param files  texts: `study.yaml`, `results.jsonl`, and below `imports`, `devices` and `profiles` what the study or its
///     page takes from elsewhere
public record Bundle(SortedMap<String, String> files) {
    /// The format of bundles.
    public static final String SCHEMA = "unmask.bundle/1";

    /// The study.
    public static final String STUDY = "study.yaml";

    /// The results.
    public static final String RESULTS = "results.jsonl";

    /// The results of other programs that the page shows beside them.
    public static final String IMPORTS = "imports.jsonl";

    /// Accuracy against speed, as `frontier --format json` prints it.
    public static final String FRONTIER = "frontier.json";

    /// Fleets under traffic, as `fleet --format json` prints them.
    public static final String FLEET = "fleet.json";

    private static final Pattern NAME =
            Pattern.compile("study\\.yaml|(?:frontier|fleet)\\.json|(?:results|imports)\\.jsonl"
                    + "|(?:devices|profiles)/[A-Za-z0-9][A-Za-z0-9._-]*\\.json");

    public Bundle {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        for (String name : files.keySet()) {
            if (!isName(name)) {
                throw new IllegalArgumentException("'" + name + "' is no name of a file in a bundle");
            }
        }
    }

    /// A bundle of files by their names.
    public static Bundle of(Map<String, String> files) {
        return new Bundle(new TreeMap<>(files));
    }

    /// Whether a bundle may hold a file of this name. Such a name leads nowhere but below the folder it is written to.
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// The SHA-256 of a text in UTF-8.
    static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
