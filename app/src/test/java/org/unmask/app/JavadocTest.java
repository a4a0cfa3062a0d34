package org.unmask.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How comments read: in whole lines, and with a first sentence that says what something is.
class JavadocTest {
    /// The formatter moves the end of a long line to a line of its own. What stands before it is then full, and what
    /// follows goes on in the middle of a sentence.
    private static final int FULL = 90;

    private static final int SHORT = 45;
    private static final Pattern TWO_IN_A_LINE = Pattern.compile("\\s*///.*\\s///.*");
    private static final Pattern GOES_ON = Pattern.compile("///\\s+[a-z].*");
    private static final Pattern PUBLIC_INTERFACE = Pattern.compile("(?m)^public (sealed |non-sealed )?interface ");

    /// A comment of one line or several.
    ///
    /// @param isShown  whether it describes something that other packages can use
    private record Comment(String place, List<String> lines, boolean isShown) {
        String first() {
            return lines.getFirst().strip().substring(3).strip();
        }
    }

    @Test
    void noCommentIsTorn() {
        assertThat(comments())
                .isNotEmpty()
                .filteredOn(comment -> isTorn(comment.lines()))
                .extracting(Comment::place)
                .isEmpty();
    }

    @Test
    void whatOthersUseIsDescribedByASentenceFirst() {
        assertThat(comments())
                .filteredOn(comment -> comment.isShown() && comment.first().startsWith("@"))
                .extracting(Comment::place)
                .isEmpty();
    }

    @Test
    void nothingIsOnlyTheSameAsSomethingElse() {
        assertThat(comments())
                .filteredOn(comment -> comment.first().startsWith("The same"))
                .extracting(Comment::place)
                .isEmpty();
    }

    @Test
    void tornCommentsAreFound() {
        String full = "    /// Checks every name and combination, so that nothing fails later, of a model that does";

        assertThat(isTorn(List.of(full, "    /// not", "    /// fit the generated length")))
                .isTrue();
        assertThat(isTorn(List.of("    /// one        /// two"))).isTrue();
        assertThat(isTorn(List.of(full, "    /// fit.", "    /// The next sentence begins.")))
                .isFalse();
        assertThat(isTorn(List.of("    /// Short.", "    /// @param batch", "    ///     sequences")))
                .isFalse();
    }

    private static boolean isTorn(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            boolean torn = i > 0
                    && i + 1 < lines.size()
                    && lines.get(i - 1).length() >= FULL
                    && lines.get(i).strip().length() < SHORT
                    && lines.get(i).strip().length() > "///".length()
                    && !lines.get(i).matches(".*[.:;]")
                    && GOES_ON.matcher(lines.get(i + 1).strip()).matches();
            if (torn || TWO_IN_A_LINE.matcher(lines.get(i)).matches()) {
                return true;
            }
        }
        return false;
    }

    private static List<Comment> comments() {
        List<Comment> comments = new ArrayList<>();
        for (Path file : sources()) {
            String text = text(file);
            boolean anInterface = PUBLIC_INTERFACE.matcher(text).find();
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                int start = i;
                i = end(lines, i, line -> line.startsWith("///"));
                if (i > start) {
                    int declared = end(lines, i, line -> line.startsWith("@"));
                    String declaration = declared < lines.size() ? lines.get(declared) : "";
                    String place = file.getFileName() + ":" + (start + 1);
                    boolean member = anInterface && declaration.matches(" {4}[^ }].*");
                    boolean shown = declaration.strip().startsWith("public ")
                            || (member && !declaration.strip().startsWith("private "));
                    comments.add(new Comment(place, lines.subList(start, i), shown));
                }
            }
        }
        return comments;
    }

    /// The first line from `start` on that is not of a kind.
    private static int end(List<String> lines, int start, Predicate<String> kind) {
        int end = start;
        while (end < lines.size() && kind.test(lines.get(end).strip())) {
            end++;
        }
        return end;
    }

    private static List<Path> sources() {
        Path home = Path.of(System.getProperty("unmask.home"));
        try (Stream<Path> modules = Files.list(home)) {
            return modules.map(module -> module.resolve("src").resolve("main").resolve("java"))
                    .filter(Files::isDirectory)
                    .flatMap(JavadocTest::javaFiles)
                    .toList();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
