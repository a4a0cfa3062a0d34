package org.unmask.app.cli;

import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.NamedConstant;
import org.unmask.app.sweep.Sweep;
import org.unmask.app.terminal.StandardError;
import org.unmask.app.terminal.StandardOutput;
import org.unmask.run.checkpoint.CheckpointFormat;
import picocli.CommandLine;

/// The entry point.
public final class Main {
    private Main() {}

    /// Runs a command and ends the process with its exit code.
    ///
    /// @param args  a command and its options
    public static void main(String[] args) {
        StandardError.restore();
        StandardOutput output = new StandardOutput();
        Context context = Context.ofProcess(output);
        int code = run(context, args);
        context.out().flush();
        if (code == 0 && output.failure().isPresent()) {
            context.err().println("unmask: standard output: " + output.failure().get());
            code = 1;
        }
        System.exit(code);
    }

    private static int run(Context context, String... args) {
        try {
            return commandLine(context).execute(args);
        } catch (OutOfMemoryError e) {
            context.err()
                    .println("unmask: out of memory (" + e.getMessage() + "); give a smaller model, batch or length");
            return 1;
        }
    }

    /// The command line with all commands; exit codes as in the package description.
    static CommandLine commandLine(Context context) {
        UnmaskCommand root = new UnmaskCommand();
        CommandLine line = new CommandLine(root)
                .addSubcommand(new StudyCommand(context))
                .addSubcommand(new PredictCommand(context))
                .addSubcommand(new ExplainCommand(context))
                .addSubcommand(new SweepCommand(context))
                .addSubcommand(new CrossoverCommand(context))
                .addSubcommand(new ExploreCommand(context))
                .addSubcommand(new MeasureCommand(context))
                .addSubcommand(new GenerateCommand(context))
                .addSubcommand(new ServeCommand(context))
                .addSubcommand(new BenchEndpointCommand(context))
                .addSubcommand(new ProbeCommand(context))
                .addSubcommand(new ReportCommand(context))
                .addSubcommand(new ImportCommand(context))
                .addSubcommand(new CompareCommand(context))
                .addSubcommand(new AuditCommand(context))
                .addSubcommand(new TraceCommand(context))
                .addSubcommand(
                        new CommandLine(new ModelsCommand(context)).addSubcommand(new SynthesizeCommand(context)))
                .addSubcommand(new DevicesCommand(context))
                .addSubcommand(new ClaimsCommand(context))
                .addSubcommand(new SiteCommand(context))
                .addSubcommand(new CalibrateCommand(context))
                .addSubcommand(new ValidateCommand(context))
                .addSubcommand(new ProfilesCommand(context))
                .addSubcommand(new StrategiesCommand(context))
                .addSubcommand(new BackendsCommand(context))
                .addSubcommand(new CompletionCommand(context))
                .addSubcommand(new CiteCommand(context))
                .addSubcommand(new CommandLine.HelpCommand());
        line.registerConverter(Format.class, new NamedConstant<>(Format.class));
        line.registerConverter(CompareCommand.Layout.class, new NamedConstant<>(CompareCommand.Layout.class));
        line.registerConverter(
                BenchEndpointCommand.Layout.class, new NamedConstant<>(BenchEndpointCommand.Layout.class));
        line.registerConverter(Sweep.Format.class, new NamedConstant<>(Sweep.Format.class));
        line.registerConverter(CheckpointFormat.class, new NamedConstant<>(CheckpointFormat.class));
        line.setOut(context.out());
        line.setErr(context.err());
        line.setParameterExceptionHandler(Errors::ofUsage);
        line.setExecutionExceptionHandler(Errors::ofExecution);
        return line;
    }
}
