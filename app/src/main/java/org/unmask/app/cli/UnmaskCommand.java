package org.unmask.app.cli;

import org.unmask.run.measure.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command without a subcommand: shows how to go on.
@Command(
        name = "unmask",
        mixinStandardHelpOptions = true,
        version = UnmaskCommand.VERSION,
        description = "Tells what a diffusion language model really costs to run, next to an autoregressive one.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start with `unmask study`: it predicts, measures on this machine, and writes a report.",
            "Exit codes: 0 fine, 1 the run failed, 2 bad usage or a missing input file, 130 stopped with Ctrl-C."
        })
final class UnmaskCommand implements Runnable {
    /// What `--version` prints.
    static final String VERSION = "unmask " + Environment.VERSION;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "missing command; see unmask --help");
    }
}
