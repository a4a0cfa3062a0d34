package org.unmask.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The list of all parts that Maven writes while it is online, and leaves as it was while it is offline.
final class Parts {
    private static final Pattern PART = Pattern.compile("\"pkg:maven/[^/\"]+/([^@\"]+)@([^?\"]+)");
    private static final String REMEDY = ": run ./mvnw -q -Prelease -DskipTests package without -o, which is offline";

    private Parts() {}

    /// The content of the list, which names each of the jars.
    ///
    /// @param jars  names of files, such as `xz-1.12.jar`
    /// @throws NoSuchFileException if there is no list
    /// @throws IOException if it is of another build: a jar is not in it
    static byte[] read(Path file, List<String> jars) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "Maven writes the list of parts online only" + REMEDY);
        }
        byte[] content = Files.readAllBytes(file);
        Set<String> named = named(Files.readString(file));
        for (String jar : jars) {
            if (!named.contains(jar)) {
                throw new IOException(file + " is of an earlier build, it does not name " + jar + REMEDY);
            }
        }
        return content;
    }

    private static Set<String> named(String list) {
        Set<String> jars = new HashSet<>();
        Matcher parts = PART.matcher(list);
        while (parts.find()) {
            jars.add(parts.group(1) + "-" + parts.group(2) + ".jar");
        }
        return jars;
    }
}
