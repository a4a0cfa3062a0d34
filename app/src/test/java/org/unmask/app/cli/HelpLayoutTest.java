package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.app.terminal.Console;
import org.unmask.app.terminal.WindowSize;
import org.unmask.core.text.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class HelpLayoutTest {
    @TempDir
    private Path folder;

    /// The program and all of its commands, on a terminal.
    private Stream<CommandLine> commands(int columns) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        WindowSize size = new WindowSize(columns, 24);
        CommandLine root = Main.commandLine(new Context(
                nowhere,
                nowhere,
                folder,
                folder,
                Progress.SILENT,
                new Console(() -> Optional.of(size), Optional.of(size), Map.of())));
        return Stream.concat(
                Stream.of(root),
                root.getSubcommands().values().stream()
                        .flatMap(command ->
                                Stream.concat(Stream.of(command), command.getSubcommands().values().stream())));
    }

    private static boolean isPartOfAnExample(String line) {
        return line.matches("  unmask .*|  .* \\\\|      -.*|  .*\"[^\"]*\".*");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 72, 80, 200})
    void isNoWiderThanTheTerminalOrThanIsEasyToRead(int columns) {
        assertThat(commands(columns)).hasSizeGreaterThan(30).allSatisfy(command -> {
            assertThat(command.getUsageMessage(Ansi.OFF).lines())
                    .as(command.getCommandName())
                    .allMatch(line -> line.length() <= Math.min(columns, 80) || isPartOfAnExample(line));
        });
    }

    /// What picocli does on its own at this width.
    @Test
    void aUsualTerminalGetsAllThatPicocliPrints() {
        assertThat(commands(80)).allSatisfy(command -> {
            String laidOut = command.getUsageMessage(Ansi.OFF);
            command.getHelpSectionMap()
                    .put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER, help -> help.footer());
            assertThat(laidOut).isEqualTo(command.getUsageMessage(Ansi.OFF));
        });
    }

    @Test
    void examplesAreNotBroken() {
        CommandLine measure = commands(60)
                .filter(command -> command.getCommandName().equals("measure"))
                .findFirst()
                .orElseThrow();

        assertThat(measure.getUsageMessage(Ansi.OFF)
                        .lines()
                        .filter(HelpLayoutTest::isPartOfAnExample)
                        .map(String::stripTrailing))
                .containsAll(Stream.of(measure.getCommandSpec().usageMessage().footer())
                        .filter(line -> line.startsWith("  "))
                        .map(String::stripTrailing)
                        .toList());
    }
}
