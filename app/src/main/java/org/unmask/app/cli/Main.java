package org.unmask.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.NamedConstant;
import org.unmask.app.cli.option.NumberWords;
import org.unmask.app.cli.option.TextOrJson;
import org.unmask.app.table.TableFormat;
import org.unmask.app.terminal.Color;
import org.unmask.app.terminal.StandardError;
import org.unmask.app.terminal.StandardOutput;
import org.unmask.run.checkpoint.CheckpointFormat;
import picocli.CommandLine;

/// The entry point.
public final class Main {
    private static final Set<String> VERSION = Set.of("-V", "--version");
    private static final String HELP = "help";

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

    /// Runs a command, and gives its exit code.
    static int run(Context context, String... args) {
        if (args.length == 1 && VERSION.contains(args[0])) {
            // Needs no command line to be made.
            context.out().println(UnmaskCommand.VERSION);
            return 0;
        }
        try {
            return commandLine(context, args).execute(args);
        } catch (OutOfMemoryError e) {
            context.err()
                    .println("unmask: out of memory (" + e.getMessage() + "); give a smaller model, batch or length");
            return 1;
        }
    }

    /// The command line that arguments need, with all commands if there are none; exit codes as in the package description.
    ///
    /// Reading the options of all commands takes longer than most of them run, so that
    /// only one is read where the first argument names it, and none for the version.
    static CommandLine commandLine(Context context, String... arguments) {
        Map<String, Function<Context, Object>> all = commands();
        String first = arguments.length == 0 ? HELP : arguments[0];
        if (!first.equals(HELP) && (all.containsKey(first) || VERSION.contains(first))) {
            all.keySet().retainAll(Set.of(first));
        }
        return commandLine(context, all);
    }

    /// All commands with their options, for documents about them, which are the same on every terminal.
    public static CommandLine specification() {
        return commandLine(Context.ofProcess(new StandardOutput()).withoutTerminal());
    }

    private static Map<String, Function<Context, Object>> commands() {
        Map<String, Function<Context, Object>> commands = new LinkedHashMap<>();
        commands.put("study", StudyCommand::new);
        commands.put("predict", PredictCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("sweep", SweepCommand::new);
        commands.put("crossover", CrossoverCommand::new);
        commands.put("fleet", FleetCommand::new);
        commands.put("explore", ExploreCommand::new);
        commands.put("measure", MeasureCommand::new);
        commands.put("generate", GenerateCommand::new);
        commands.put("evaluate", EvaluateCommand::new);
        commands.put("frontier", FrontierCommand::new);
        commands.put("probe", ProbeCommand::new);
        commands.put("report", ReportCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("bench-endpoint", BenchEndpointCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("audit", AuditCommand::new);
        commands.put("trace", TraceCommand::new);
        commands.put("compare", CompareCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("models", Main::models);
        commands.put("devices", DevicesCommand::new);
        commands.put("claims", ClaimsCommand::new);
        commands.put("site", SiteCommand::new);
        commands.put("calibrate", CalibrateCommand::new);
        commands.put("validate", ValidateCommand::new);
        commands.put("profiles", ProfilesCommand::new);
        commands.put("strategies", StrategiesCommand::new);
        commands.put("backends", BackendsCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("cite", CiteCommand::new);
        commands.put(HELP, HelpCommand::new);
        return commands;
    }

    private static Object models(Context context) {
        return new CommandLine(new ModelsCommand(context)).addSubcommand(new SynthesizeCommand(context));
    }

    private static CommandLine commandLine(Context context, Map<String, Function<Context, Object>> commands) {
        UnmaskCommand root = new UnmaskCommand();
        CommandLine line = new CommandLine(root);
        commands.forEach((name, command) -> line.addSubcommand(name, command.apply(context)));
        line.registerConverter(int.class, NumberWords.whole(Integer::valueOf, Integer.MAX_VALUE));
        line.registerConverter(Integer.class, NumberWords.whole(Integer::valueOf, Integer.MAX_VALUE));
        line.registerConverter(long.class, NumberWords.whole(Long::valueOf, Long.MAX_VALUE));
        line.registerConverter(double.class, NumberWords.real());
        line.registerConverter(Double.class, NumberWords.real());
        line.registerConverter(Color.class, new NamedConstant<>(Color.class));
        line.registerConverter(Format.class, new NamedConstant<>(Format.class));
        line.registerConverter(TextOrJson.class, new NamedConstant<>(TextOrJson.class));
        line.registerConverter(CompareCommand.Layout.class, new NamedConstant<>(CompareCommand.Layout.class));
        line.registerConverter(
                BenchEndpointCommand.Layout.class, new NamedConstant<>(BenchEndpointCommand.Layout.class));
        line.registerConverter(TableFormat.class, new NamedConstant<>(TableFormat.class));
        line.registerConverter(CheckpointFormat.class, new NamedConstant<>(CheckpointFormat.class));
        HelpLayout.set(line, context.console());
        line.setOut(context.out());
        line.setErr(context.err());
        line.setParameterExceptionHandler(Errors::ofUsage);
        line.setExecutionExceptionHandler(Errors::ofExecution);
        return line;
    }
}
