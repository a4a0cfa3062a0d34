package org.unmask.engine.weight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The files one model was split into (llama.cpp's `llama-gguf-split`): `NAME-00001-of-00003.gguf` and so on, each with
/// tensors of its own. The first one says everything else, and each says which one it is.
///
/// @param count  of files
/// @param tensors  in all of them
record GgufParts(int count, long tensors) {
    private static final String COUNT = "split.count";
    private static final String NUMBER = "split.no";
    private static final String TENSORS = "split.tensors.count";
    /// Files have five digits for it.
    private static final int MOST = 99_999;

    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

    /// What a file says of its parts; a file that says nothing is whole.
    ///
    /// @throws IOException if it is not the first one
    static GgufParts of(GgufMetadata metadata) throws IOException {
        int count = metadata.has(COUNT) ? (int) metadata.whole(COUNT, 0, MOST) : 1;
        if (count <= 1) {
            return new GgufParts(1, 0);
        }
        long number = metadata.whole(NUMBER, 0, MOST);
        if (number != 0) {
            throw metadata.bad(
                    NUMBER,
                    "0, for this is file " + (number + 1) + " of " + count + " of a model: give the one whose name has "
                            + "-00001-of-");
        }
        return new GgufParts(count, metadata.has(TENSORS) ? metadata.whole(TENSORS, 0, Long.MAX_VALUE) : -1);
    }

    /// Whether a file of this name goes on with what another begins.
    static boolean isContinuation(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() && !matcher.group(2).equals("00001");
    }

    /// The files that are there of a model, told by the name of the first one.
    static List<Path> named(Path first) {
        Matcher matcher = NAME.matcher(String.valueOf(first.getFileName()));
        int count = matcher.matches() ? Integer.parseInt(matcher.group(3)) : 1;
        return count <= 1
                ? List.of(first)
                : names(first, matcher.group(1), count).stream()
                        .filter(file -> file.equals(first) || Files.exists(file))
                        .toList();
    }

    private static List<Path> names(Path first, String name, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", name, number, count))
                .map(first::resolveSibling)
                .toList();
    }

    /// All files, the first one first.
    ///
    /// @throws IOException if the first one has another kind of name, or one is missing
    List<Path> files(Path first) throws IOException {
        Matcher matcher = NAME.matcher(String.valueOf(first.getFileName()));
        String end = String.format(Locale.ROOT, "-of-%05d.gguf", count);
        if (!matcher.matches() || !first.toString().endsWith("-00001" + end)) {
            throw new IOException(first + ": the first of " + count
                    + " files of a model; expected a name that ends with -00001" + end);
        }
        List<Path> files = names(first, matcher.group(1), count);
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new IOException(file + ": no such file; " + first.getFileName() + " says that the model has "
                        + count + " files");
            }
        }
        return files;
    }

    /// Checks that a file says of itself what its name says.
    void check(GgufMetadata metadata, Path file) throws IOException {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        int number = matcher.matches() ? Integer.parseInt(matcher.group(2)) - 1 : 0;
        if (metadata.whole(COUNT, 0, MOST) != count) {
            throw metadata.bad(COUNT, count + ", as the first file says");
        }
        if (metadata.whole(NUMBER, 0, MOST) != number) {
            throw metadata.bad(NUMBER, number + ", as its name says");
        }
    }

    /// Checks that all tensors were found, each once.
    void checkTensors(Path first, long found) throws IOException {
        if (tensors >= 0 && found != tensors) {
            throw new IOException(first + ": its " + count + " files have " + found + " tensors of different names; '"
                    + TENSORS + "' says " + tensors);
        }
    }
}
