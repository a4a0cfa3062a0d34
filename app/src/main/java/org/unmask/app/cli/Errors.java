package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.text.Names;
import picocli.CommandLine;

/// Errors as one line that says what to do.
final class Errors {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Errors() {}

    static int ofUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        // A misspelt option also makes the right one missing; what was typed says more.
        List<String> unmatched = command.getUnmatchedArguments();
        String message = unmatched.isEmpty() ? e.getMessage() : unmatched(unmatched.getFirst(), command);
        command.getErr().println("unmask: " + oneLine(String.valueOf(message)));
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

    /// An argument that makes no sense, or names a file that is not there, is bad usage; everything else is a run that
    /// failed.
    static int ofExecution(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("unmask: " + oneLine(String.valueOf(message(e))));
        if (isVerbose(command)) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        boolean usage = e instanceof IllegalArgumentException || e instanceof ArithmeticException;
        return usage || isMissing(message(e), parsed.originalArgs()) ? USAGE : FAILED;
    }

    /// Whether a file is missing that was named in the command.
    private static boolean isMissing(String message, List<String> arguments) {
        return arguments.stream()
                .flatMap(argument -> Stream.of(argument, argument.substring(argument.indexOf('=') + 1)))
                .flatMap(argument -> Stream.concat(Stream.of(argument), Stream.of(argument.split(","))))
                .anyMatch(path -> !path.isBlank() && message.startsWith(path + ": no such file"));
    }

    private static boolean isVerbose(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getCommand() instanceof UnmaskCommand unmask && unmask.verbose();
    }

    private static String message(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file";
            case FileSystemException file ->
                file.getFile() + ": "
                        + (file.getReason() == null ? file.getClass().getSimpleName() : file.getReason());
            case IOException io -> String.valueOf(io.getMessage());
            case IllegalArgumentException argument -> String.valueOf(argument.getMessage());
            case IllegalStateException state -> String.valueOf(state.getMessage());
            case ArithmeticException _ -> "the sizes are too large to be counted in 63 bits";
            default ->
                e.getClass().getSimpleName() + ": " + e.getMessage() + " (please report this; --verbose shows where)";
        };
    }

    /// Names out of files and arguments may hold anything; what could command a terminal does not get there.
    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{IsControl}", "?");
    }
}
