package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.cli.option.WritableFolder;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options of all commands beside one another.
class OptionNamesTest {
    /// Names that mean other things in some commands.
    private static final Set<String> UNLIKE = Set.of(
            // Of a frontier the diffusion model.
            "--model",
            "--dlm",
            // Files that are read by some and written by others.
            "--results",
            "--trace",
            // Of everything that is written the one that matters most.
            "--out",
            "--output");

    /// Whoever knows an option of one command finds it in the others.
    @Test
    void anOptionHasTheSameNamesInAllCommands() {
        Map<String, Set<Set<String>>> names = new TreeMap<>();
        ExamplesTest.commands()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(option -> Set.of(option.names()))
                .forEach(all -> all.stream()
                        .filter(name -> !UNLIKE.contains(name))
                        .forEach(name -> names.computeIfAbsent(name, _ -> new HashSet<>())
                                .add(named(all))));

        assertThat(names)
                .hasSizeGreaterThan(80)
                .allSatisfy((name, sets) -> assertThat(sets).as(name).hasSize(1));
    }

    private static Set<String> named(Set<String> all) {
        Set<String> alike = new TreeSet<>(all);
        alike.removeAll(UNLIKE);
        return alike;
    }

    /// What a command writes is refused before it works if it cannot be written.
    @Test
    void whatIsWrittenIsCheckedBeforehand() {
        List<String> unchecked = new ArrayList<>();
        List<String> checked = new ArrayList<>();
        ExamplesTest.commands().forEach(command -> {
            List<ArgSpec> all = new ArrayList<>(command.getCommandSpec().options());
            all.addAll(command.getCommandSpec().positionalParameters());
            for (ArgSpec each : all) {
                if (isWritten(each)) {
                    (isChecked(each) ? checked : unchecked).add(name(command, each));
                }
            }
        });

        assertThat(checked).hasSizeGreaterThan(18);
        // These depend on another option; the commands check them.
        assertThat(unchecked).containsExactlyInAnyOrder("sweep --output", "calibrate --output");
    }

    private static boolean isWritten(ArgSpec argument) {
        String words = String.join(" ", argument.description());
        return Set.of("FILE", "DIR", "FILE|DIR").contains(argument.paramLabel())
                && words.matches("(?i).*\\b(to write|write|gets|keeps|folder for|file for)\\b.*");
    }

    private static boolean isChecked(ArgSpec argument) {
        return Arrays.stream(argument.converters())
                .anyMatch(converter -> converter instanceof WritableFile || converter instanceof WritableFolder);
    }

    private static String name(CommandLine command, ArgSpec argument) {
        return ExamplesTest.name(command) + " "
                + (argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel());
    }
}
