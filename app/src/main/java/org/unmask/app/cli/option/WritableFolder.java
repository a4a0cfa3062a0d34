package org.unmask.app.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.unmask.core.text.UsageException;
import org.unmask.input.NewFile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the path of a folder that a command writes into, which it makes if need be, and refuses one where nothing can be
/// written.
public final class WritableFolder implements ITypeConverter<Path> {
    /// Made by the command line.
    public WritableFolder() {}

    @Override
    public Path convert(String value) {
        try {
            Path path = Path.of(value);
            NewFile.checkFolder(path);
            return path;
        } catch (InvalidPathException | UsageException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
