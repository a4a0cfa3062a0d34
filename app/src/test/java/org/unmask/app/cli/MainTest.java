package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unmask.core.text.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

class MainTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());
    private static final Context CONTEXT = new Context(NOWHERE, NOWHERE, HOME, Path.of("none"), Progress.SILENT);

    @Test
    void everyCommandIsCalledWhatItsOwnHelpCallsIt() {
        assertThat(Main.commandLine(CONTEXT).getSubcommands())
                .isNotEmpty()
                .allSatisfy(
                        (name, command) -> assertThat(command.getCommandName()).isEqualTo(name))
                .allSatisfy((name, command) -> assertThat(annotated(command)).isEqualTo(name));
    }

    @Test
    void helpTextsAreFormatsThatNeedNoValues() {
        assertThat(Main.commandLine(CONTEXT).getSubcommands().values())
                .flatExtracting(command -> texts(command.getCommandSpec().usageMessage()))
                .allSatisfy(text -> assertThat(String.format(text)).doesNotContain("%%"));
    }

    private static List<String> texts(UsageMessageSpec usage) {
        return Stream.of(usage.description(), usage.footer())
                .flatMap(Arrays::stream)
                .toList();
    }

    private static String annotated(CommandLine command) {
        return command.getCommandSpec()
                .userObject()
                .getClass()
                .getAnnotation(CommandLine.Command.class)
                .name();
    }

    @Test
    void onlyTheCommandThatIsNamedIsRead() {
        assertThat(Main.commandLine(CONTEXT, "cite", "--help").getSubcommands()).containsOnlyKeys("cite");
        assertThat(Main.commandLine(CONTEXT, "--version").getSubcommands()).isEmpty();
        assertThat(Main.commandLine(CONTEXT, "no-such-command").getSubcommands())
                .containsOnlyKeys(Main.commandLine(CONTEXT).getSubcommands().keySet());
    }

    @Test
    void theLauncherKnowsNoOtherCommands() throws IOException {
        Matcher list = Pattern.compile("case \\$\\{1:-} in\\n(.*?)\\)\\n", Pattern.DOTALL)
                .matcher(Files.readString(HOME.resolve("unmask")));

        assertThat(list.find()).isTrue();
        assertThat(Arrays.stream(list.group(1).split("[|\\\\\\s]+", -1))
                        .filter(name -> !name.isEmpty() && !name.startsWith("-")))
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(Main.commandLine(CONTEXT).getSubcommands()).containsKey(name));
    }
}
