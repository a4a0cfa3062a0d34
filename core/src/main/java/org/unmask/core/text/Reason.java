package org.unmask.core.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/// Why something failed, in one line, at the command line and in answers of a server.
public final class Reason {
    private Reason() {}

    /// The line for an error: what is wrong, and what to do.
    public static String of(Throwable e) {
        return oneLine(message(e));
    }

    private static String message(Throwable e) {
        return switch (e) {
            case FileSystemException file -> file.getFile() + ": " + ofSystem(file);
            case IOException io -> String.valueOf(io.getMessage());
            case IllegalArgumentException argument -> String.valueOf(argument.getMessage());
            case IllegalStateException state -> String.valueOf(state.getMessage());
            case ArithmeticException _ -> "the sizes are too large to be counted in 63 bits";
            default ->
                e.getClass().getSimpleName() + ": " + e.getMessage() + " (please report this; --verbose shows where)";
        };
    }

    /// What the system says of a file, which is often nothing but the type of the error.
    private static String ofSystem(FileSystemException e) {
        String usual = switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "no permission";
            case FileAlreadyExistsException _ -> "exists already";
            case NotDirectoryException _ -> "not a folder";
            case DirectoryNotEmptyException _ -> "the folder is not empty";
            default -> e.getClass().getSimpleName();
        };
        return Objects.requireNonNullElse(e.getReason(), usual);
    }

    /// Text in one line. Names out of files and arguments may hold anything; what could command a terminal does not get
    /// through.
    public static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{IsControl}", "?");
    }
}
