package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A slip in any value of a closed set is answered, in one line, with the value that was meant.
class NearestValueTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    private static final Duration MOST = Duration.ofSeconds(20);
    private static final int USAGE = 2;

    /// What stands for numbers, texts and addresses.
    private static final Set<String> OPEN = Set.of(
            "ADDRESS", "K", "MASTER", "N", "P", "PERCENT", "R", "S", "SECONDS", "SHARE", "T", "TEXT", "TOKENS", "URL",
            "W", "X");

    /// Values of these may be others than the known ones.
    private static final Set<String> NAMES_OF_OTHERS = Set.of(
            // A link may be bytes per second; BadUsageTest has its names.
            "--kv-link",
            "--link",
            // Operators are those of the model.
            "--operator");

    /// Lines for options that need others; the first example of a command serves the rest.
    private static final Map<String, String> LINES = Map.ofEntries(
            Map.entry("bench-endpoint --arrivals", "bench-endpoint --model m --input-len 8 --vocab-size 9 --rate 1"),
            Map.entry("fleet --dlm", "fleet --dlm llada-8b --device a6000 --strategy diffusion:steps=8 --rate 1"),
            Map.entry("fleet --strategy", "fleet --dlm llada-8b --device a6000 --strategy diffusion:steps=8 --rate 1"),
            Map.entry("measure --device", "measure --operators --strategy ar --model tiny-math-ar --gen-len 4"),
            Map.entry("probe --model", "probe --operators"),
            Map.entry("probe --dtype", "probe --operators"),
            Map.entry("probe --backend", "probe --operators"),
            Map.entry("report --set", "report bench.json"),
            Map.entry("serve --strategy", "serve --model tiny-math-dlm"),
            Map.entry("import --set", "import bench.json"),
            Map.entry("trace --model", "trace decode.pt.trace.json --device a6000"),
            Map.entry("trace --device", "trace decode.pt.trace.json --model llada-8b"));

    @TempDir
    private Path folder;

    private Expectations expectations() throws IOException {
        return CompletionCommand.expectations(HOME, Main.specification());
    }

    private static boolean isOfOthers(String command, OptionSpec option) {
        boolean named = Set.of("--model", "--device").contains(option.longestName());
        boolean asked = command.equals("bench-endpoint") && option.longestName().equals("--strategy");
        return asked
                || NAMES_OF_OTHERS.contains(option.longestName())
                || (named && Set.of("import", "report", "bench-endpoint").contains(command));
    }

    @Test
    void everyOptionWithAClosedSetIsKnown() throws IOException {
        Expectations expectations = expectations();
        List<String> unknown = new ArrayList<>();
        ExamplesTest.commands().forEach(command -> {
            String name = ExamplesTest.name(command);
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (expectations.of(name, option).kind() == Expected.Kind.ANYTHING
                        && !OPEN.contains(option.paramLabel())
                        && !isOfOthers(name, option)) {
                    unknown.add(name + " " + option.longestName());
                }
            }
        });

        assertThat(unknown).isEmpty();
    }

    /// A value that stands in a set, and how it is mistyped.
    private record Slip(String meant, String typed) {
        static Slip of(String word) {
            return word.endsWith("=")
                    ? new Slip(word.substring(0, word.length() - 1), word.substring(0, word.length() - 1) + "x=1")
                    : new Slip(word, word + "x");
        }
    }

    private List<Slip> slips(Expected expected, Catalog catalog) {
        List<String> words = switch (expected.kind()) {
            case FLAG, ANYTHING, FILE, FOLDER -> List.of();
            case MODEL -> List.of("llada-8b", "tiny-math-dlm");
            case DEVICE -> List.of("a6000", "h100-sxm");
            case PROFILE -> catalog.profiles();
            case STRATEGY -> List.of("ar", "diffusion", "dual-cache");
            case WORDS -> expected.words();
        };
        return words.stream().map(Slip::of).toList();
    }

    @TestFactory
    Stream<DynamicTest> aSlipInAnOptionIsAnsweredWithWhatWasMeant() throws IOException {
        Expectations expectations = expectations();
        Catalog catalog = new Catalog(HOME, folder);
        ExampleFiles.write(folder);
        return ExamplesTest.commands()
                .flatMap(command -> command.getCommandSpec().options().stream()
                        .filter(option -> !isOfOthers(ExamplesTest.name(command), option))
                        .flatMap(option -> slips(expectations.of(ExamplesTest.name(command), option), catalog).stream()
                                .map(slip -> new Case(command, option, slip))))
                .map(each ->
                        DynamicTest.dynamicTest(each.toString(), () -> check(each.arguments(folder), each.slip())));
    }

    private record Case(CommandLine command, OptionSpec option, Slip slip) {
        /// A line in which the option has a place.
        private List<String> line() {
            String line = LINES.get(ExamplesTest.name(command) + " " + option.longestName());
            return line != null
                    ? List.of(line.split(" "))
                    : ExamplesTest.words(ExamplesTest.examples(command).getFirst());
        }

        /// Such a line, with the slip in place of the option's value.
        private String[] arguments(Path folder) {
            List<String> arguments = new ArrayList<>();
            List<String> names = List.of(option.names());
            List<String> example = line();
            for (int i = 0; i < example.size(); i++) {
                if (names.contains(example.get(i))) {
                    i++;
                } else {
                    arguments.add(example.get(i));
                }
            }
            arguments.add(option.longestName());
            arguments.add(slip.typed());
            arguments.replaceAll(word -> file(folder, word));
            return arguments.toArray(String[]::new);
        }

        /// Files of examples are in the folder of the test, those of the repository there.
        private static String file(Path folder, String word) {
            return word.startsWith("bench.json") || word.startsWith("decode.pt")
                    ? folder.resolve(word).toString()
                    : word.startsWith("models/") ? HOME.resolve(word).toString() : word;
        }

        @Override
        public String toString() {
            return ExamplesTest.name(command) + " " + option.longestName() + " " + slip.typed();
        }
    }

    private void check(String[] arguments, Slip slip) {
        Terminal.Result result = Assertions.assertTimeoutPreemptively(
                MOST, () -> Terminal.inRepository(folder.resolve("user")).run(arguments));

        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains("did you mean ");
        assertThat(result.err()
                        .replaceFirst(".*did you mean ", "")
                        .replaceFirst("[?].*", "")
                        .strip()
                        .split(", "))
                .contains(slip.meant());
        assertThat(result.code()).isEqualTo(USAGE);
        assertThat(result.out()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aSlipInAnArgumentIsAnsweredWithWhatWasMeant() throws IOException {
        Expectations expectations = expectations();
        Catalog catalog = new Catalog(HOME, folder);
        return Main.specification().getSubcommands().entrySet().stream()
                .flatMap(entry -> entry.getValue().getCommandSpec().positionalParameters().stream()
                        .map(argument -> (ArgSpec) argument)
                        .flatMap(argument -> slips(expectations.of(entry.getKey(), argument), catalog).stream()
                                .map(slip -> DynamicTest.dynamicTest(
                                        entry.getKey() + " " + slip.typed(),
                                        () -> check(new String[] {entry.getKey(), slip.typed()}, slip)))));
    }

    @TestFactory
    Stream<DynamicTest> aSlipInAKeyOfAStrategyIsAnsweredWithWhatWasMeant() {
        return Strategies.ALL.stream().flatMap(family -> family.keys().stream().flatMap(key -> slips(family, key)));
    }

    private Stream<DynamicTest> slips(StrategyFamily family, Key<?> key) {
        String start = family.id() + ":" + key.name();
        return Stream.concat(
                Stream.of(test(start + "x=1", key.name())),
                key.domain().choices().stream().map(choice -> test(start + "=" + choice + "x", choice)));
    }

    private DynamicTest test(String strategy, String meant) {
        return DynamicTest.dynamicTest(
                strategy,
                () -> check(
                        new String[] {"predict", "--model=llada-8b", "--device=a6000", "--strategy=" + strategy},
                        new Slip(meant, strategy)));
    }
}
