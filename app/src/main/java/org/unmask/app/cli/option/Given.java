package org.unmask.app.cli.option;

import java.util.List;
import java.util.Optional;
import org.unmask.core.text.UsageException;
import picocli.CommandLine.Model.CommandSpec;

/// Which options were typed. One that would have no effect is refused, not ignored.
public final class Given {
    private Given() {}

    /// Refuses options that say nothing beside another.
    ///
    /// @param command  the command that runs
    /// @param beside  the other option, which was given
    /// @throws UsageException naming the first of them that was given
    public static void refuse(CommandSpec command, List<String> options, String beside) {
        first(command, options).ifPresent(option -> {
            throw new UsageException(option + " has no effect with " + beside + "; leave it out");
        });
    }

    /// Refuses options that need another.
    ///
    /// @param command  the command that runs
    /// @param needed  the other option, which was not given
    /// @throws UsageException naming the first of them that was given
    public static void need(CommandSpec command, List<String> options, String needed) {
        first(command, options).ifPresent(option -> {
            throw new UsageException(option + " has no effect without " + needed + "; give both or none");
        });
    }

    /// The first of some options that was typed.
    public static Optional<String> first(CommandSpec command, List<String> options) {
        return options.stream()
                .filter(command.commandLine().getParseResult()::hasMatchedOption)
                .findFirst();
    }
}
