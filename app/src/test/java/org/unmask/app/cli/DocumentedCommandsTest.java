package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Commands as documents show them: each is understood as it stands, in any shell.
class DocumentedCommandsTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```");
    private static final Pattern WORD = Pattern.compile("(?:\\$?'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md").map(HOME::resolve),
                            files.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    /// What stands behind `./unmask` on the lines of a document's blocks.
    private static List<String> commands(Path document) throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(document));
        while (block.find()) {
            block.group(1)
                    .replaceAll(" *\\\\\\n *", " ")
                    .lines()
                    .map(line -> line.replaceFirst("^\\$ ", ""))
                    .filter(line -> line.startsWith("./unmask "))
                    .map(line -> line.substring("./unmask ".length()).replaceFirst(" +([|>]|&&|#) .*", ""))
                    .filter(line -> !line.matches(".* \\.\\.\\.( .*|$)|[A-Z ]+ .*"))
                    .forEach(commands::add);
        }
        return commands;
    }

    private static List<String> words(String command) {
        return WORD.matcher(command).results().map(word -> word.group()).toList();
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsUnderstood() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents()) {
            for (String command : commands(document)) {
                tests.add(DynamicTest.dynamicTest(
                        HOME.relativize(document) + ": " + command, () -> assertUnderstood(words(command))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(100);
        return tests.stream();
    }

    private static void assertUnderstood(List<String> words) {
        assertThat(words)
                .as("words that zsh takes for names of files")
                .noneMatch(word -> word.matches("[^'\"]*[*?\\[].*"));
        String[] plain =
                words.stream().map(word -> word.replaceAll("\\$?['\"]", "")).toArray(String[]::new);
        assertThat(Main.specification().parseArgs(plain).hasSubcommand()).isTrue();
    }
}
