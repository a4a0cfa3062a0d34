package org.unmask.app.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.unmask.core.text.UsageException;
import org.unmask.input.NewFile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the path of a file that a command writes, and refuses one that cannot be written: work of hours must not end with
/// that.
public final class WritableFile implements ITypeConverter<Path> {
    /// Made by the command line.
    public WritableFile() {}

    @Override
    public Path convert(String value) {
        try {
            Path path = Path.of(value);
            NewFile.check(path);
            return path;
        } catch (InvalidPathException | UsageException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
