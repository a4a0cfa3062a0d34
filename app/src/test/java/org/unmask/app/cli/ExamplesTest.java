package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The examples in the help of every command, as they are printed.
class ExamplesTest {
    private static final Path HOME =
            Path.of(System.getProperty("unmask.home")).toAbsolutePath().normalize();
    private static final int MINUTES = 5;

    /// Commands whose examples run in seconds and need nothing that another has to write first. Those of the others are
    /// parsed, and what they name must exist.
    private static final Set<String> SHORT = Set.of(
            "backends",
            "cite",
            "completion",
            "crossover",
            "devices",
            "doctor",
            "explain",
            "export",
            "import",
            "models",
            "predict",
            "profiles",
            "strategies",
            "sweep",
            "trace");

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");

    @TempDir
    private Path folder;

    /// Commands with their subcommands, without the one that prints help.
    static Stream<CommandLine> commands() {
        return Main.specification().getSubcommands().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("help"))
                .map(Map.Entry::getValue)
                .flatMap(command -> Stream.concat(Stream.of(command), command.getSubcommands().values().stream()));
    }

    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName(" ").substring("unmask ".length());
    }

    /// Each example as one line.
    static List<String> examples(CommandLine command) {
        String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
        int start = help.indexOf("\nExamples:\n");
        assertThat(start).as(name(command)).isPositive();
        return help.substring(start)
                .replaceAll(" \\\\\n +", " ")
                .lines()
                .filter(line -> line.startsWith("  ") && line.contains("unmask "))
                .map(String::strip)
                .toList();
    }

    /// The words of the program's own part of a line, without its name.
    static List<String> words(String example) {
        String own = example.replaceFirst("^eval \"\\$\\((.*)\\)\".*", "$1").replaceFirst(" ([|>]|&&|#) .*", "");
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(own);
        while (word.find()) {
            words.add(word.group().replace("'", ""));
        }
        assertThat(words.removeFirst()).isEqualTo("unmask");
        return words;
    }

    @Test
    void everyCommandHasThreeOfItsOwnThatFitAnyTerminal() {
        assertThat(commands()).hasSizeGreaterThan(30).allSatisfy(command -> {
            assertThat(examples(command))
                    .as(name(command))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .doesNotHaveDuplicates()
                    .allMatch(example -> String.join(" ", words(example)).startsWith(name(command)));
            assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF).lines())
                    .allMatch(line -> line.length() <= 80);
        });
    }

    @Test
    void thoseThatAreNotRunNameWhatExists() throws IOException {
        Catalog catalog = new Catalog(HOME, folder);
        List<CommandLine> seen =
                commands().filter(command -> !SHORT.contains(name(command))).toList();
        for (CommandLine command : seen) {
            for (String example : examples(command)) {
                List<String> words = words(example);
                ParseResult parsed = Main.specification()
                        .parseArgs(words.toArray(String[]::new))
                        .subcommand();
                for (OptionSpec option : parsed.matchedOptions()) {
                    check(catalog, option.longestName(), option.stringValues());
                }
                assertThat(words.stream().filter(word -> word.matches("(models|docs|studies)/.*[.](jsonl|yaml)")))
                        .allMatch(file -> Files.exists(HOME.resolve(file)));
            }
        }
        assertThat(seen).isNotEmpty();
    }

    private static ParseResult leaf(ParseResult parsed) {
        return parsed.hasSubcommand() ? leaf(parsed.subcommand()) : parsed;
    }

    private static void check(Catalog catalog, String option, List<String> values) throws IOException {
        for (String value : values) {
            switch (option) {
                case "--model", "--ar-model" -> assertThat(catalog.models()).contains(value);
                case "--strategy" ->
                    assertThat(Strategies.create(StrategySpec.parse(value), 64)).isNotNull();
                default -> assertThat(value).isNotBlank();
            }
        }
    }

    /// In one process of its own, whose folder has what they name.
    @Test
    void thoseOfShortCommandsRun() throws Exception {
        for (String shared : List.of("models", "catalog", "docs", "studies")) {
            Files.createSymbolicLink(folder.resolve(shared), HOME.resolve(shared));
        }
        ExampleFiles.write(folder);
        Path list = Files.write(
                folder.resolve("examples.list"),
                commands()
                        .filter(command -> SHORT.contains(name(command)))
                        .flatMap(command -> examples(command).stream())
                        .toList());
        String paths = Stream.of(System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dstdout.encoding=UTF-8",
                        "-Dunmask.home=" + HOME,
                        "-cp",
                        paths,
                        ExampleRun.class.getName(),
                        list.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        List<String> ran = Files.readAllLines(said, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(ExampleRun.MARK))
                .toList();
        assertThat(ran)
                .as(Files.readString(said))
                .hasSameSizeAs(Files.readAllLines(list))
                .allMatch(line -> line.startsWith(ExampleRun.MARK + "0 "));
    }
}
