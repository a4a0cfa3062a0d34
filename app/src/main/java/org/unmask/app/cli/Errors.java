package org.unmask.app.cli;

import static java.util.Objects.requireNonNull;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.unmask.core.text.Names;
import org.unmask.core.text.Reason;
import picocli.CommandLine;

/// The guard around every command: an error becomes one line that says what to do, and an exit code.
///
/// | error | code |
/// |---|---|
/// | [org.unmask.core.text.UsageException], or another [IllegalArgumentException]: a bad value | 2 |
/// | [ArithmeticException]: sizes that 63 bits cannot count | 2 |
/// | [NoSuchFileException]: a missing file | 2 |
/// | everything else: the run failed | 1 |
final class Errors {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Errors() {}

    static int ofUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        // A misspelt option also makes the right one missing; what was typed says more.
        List<String> unmatched = command.getUnmatchedArguments();
        String message = unmatched.isEmpty() ? e.getMessage() : unmatched(unmatched.getFirst(), command);
        command.getErr().println("unmask: " + Reason.oneLine(String.valueOf(message)));
        command.getErr().flush();
        return USAGE;
    }

    /// What nothing expects: a name that is not known, or one argument too many.
    private static String unmatched(String argument, CommandLine command) {
        if (argument.startsWith("-")) {
            String name = argument.replaceAll("=.*", "");
            return String.valueOf(Names.unknown(
                            "option",
                            name,
                            command.getCommandSpec().optionsMap().keySet())
                    .getMessage());
        }
        if (!command.getSubcommands().isEmpty()) {
            return String.valueOf(
                    Names.unknown("command", argument, command.getSubcommands().keySet())
                            .getMessage());
        }
        String name = command.getCommandSpec().qualifiedName();
        return "unexpected '" + argument + "'; see " + name + " --help";
    }

    static int ofExecution(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        Exception cause = e instanceof UncheckedIOException unchecked ? requireNonNull(unchecked.getCause()) : e;
        command.getErr().println(line(cause));
        if (isVerbose(command)) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return code(cause);
    }

    /// What a command prints of an error.
    static String line(Exception e) {
        return "unmask: " + Reason.of(e);
    }

    /// Bad arguments and missing files are usage errors; anything else is a failed run.
    static int code(Exception e) {
        return switch (e) {
            case IllegalArgumentException _, ArithmeticException _, NoSuchFileException _ -> USAGE;
            default -> FAILED;
        };
    }

    private static boolean isVerbose(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getCommand() instanceof UnmaskCommand unmask && unmask.verbose();
    }
}
