package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Given;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.study.MachineFile;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.OperatorsFile;
import org.unmask.core.op.DType;
import org.unmask.core.text.Units;
import org.unmask.core.text.UsageException;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import org.unmask.result.ProbeResult;
import org.unmask.run.measure.Environment;
import org.unmask.run.measure.MachineProbe;
import org.unmask.run.measure.OperatorProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The roofs of this machine.
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "Measure the roofs of this machine: read bandwidth, and FLOP/s per backend and element type.",
            "The command writes them as a device; `--device this-machine` then predicts for this machine."
        },
        footer = {
            "",
            "Examples:",
            "  unmask probe",
            "  unmask probe --seconds 0.2 --threads 1 --out mine.json",
            "  unmask probe --operators --model small-dlm --rows 32"
        })
final class ProbeCommand implements Callable<Integer> {
    private static final double OPERATOR_SECONDS = 15;
    private static final int MOST_SECONDS = 60;
    private static final List<String> OF_OPERATORS = List.of("--model", "--dtype", "--backend", "--rows", "--keys");

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "Threads to measure on. Default: 0, which takes all processors.")
    private int threads;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seconds without improvement after which a figure counts. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "Device file to write. Default: this-machine.json in the device folder of this user.")
    private Path file;

    @Option(
            names = "--operators",
            description =
                    "Time the operators of the models of --model too, and write them as a profile; `--profile this-machine`"
                            + " then prices with what was timed.")
    private boolean operators;

    @Option(
            names = "--model",
            split = ",",
            paramLabel = "NAME",
            description = "Models whose operators are timed. Default: small-ar, small-dlm.")
    private List<String> models = List.of("small-ar", "small-dlm");

    @Option(
            names = "--dtype",
            split = ",",
            paramLabel = "TYPE",
            description = "Element types of the weights that operators are timed with. Default: bf16.")
    private List<String> types = List.of("bf16");

    @Option(
            names = "--backend",
            defaultValue = "auto",
            paramLabel = "NAME",
            description = "Backend whose operators are timed. Default: ${DEFAULT-VALUE}, the fastest that runs here.")
    private String backend;

    @Option(
            names = "--rows",
            defaultValue = "512",
            paramLabel = "N",
            description = "The most rows of a pass that are timed. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--keys",
            defaultValue = "1024",
            paramLabel = "N",
            description = "The most keys of a sequence that are timed. Default: ${DEFAULT-VALUE}.")
    private int keys;

    ProbeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (!operators) {
            Given.need(spec, OF_OPERATORS, "--operators");
        }
        Numbers.from(0, "--threads", threads);
        Numbers.from(1, "--rows", rows);
        Numbers.from(1, "--keys", keys);
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new UsageException("--seconds " + seconds + "; expected a number above 0, up to " + MOST_SECONDS);
        }
        // What is asked for afterwards is checked before a minute has gone by.
        Catalog catalog = context.catalog();
        List<CatalogModel> entries = new ArrayList<>();
        for (String name : models) {
            entries.add(catalog.model(name));
        }
        Backends.named(backend);
        List<DType> timed = types.stream().map(DType::of).toList();
        timed.forEach(type -> Backends.named(backend, type));
        int used = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        ProbeResult probe = MachineProbe.measure(used, seconds, context.progress());
        Path target = file == null ? context.user().resolve("devices").resolve("this-machine.json") : file;
        MachineFile.write(probe, target);
        line("%s, %d threads", probe.cpu(), probe.threads());
        line("%-34s %s/s", "memory bandwidth, reading", Units.bytes(probe.bytesPerSecond()));
        line("%-34s %s", "float32 multiply-adds", Units.si(probe.multiplyAddFlopsPerSecond(), "FLOP/s"));
        probe.matmulFlopsPerSecond()
                .forEach((backend, rates) -> rates.forEach((type, rate) ->
                        line("%-34s %s", backend + ", " + type.id() + " matrices", Units.si(rate, "FLOP/s"))));
        line("%-34s %.0f FLOP/B", "ridge", probe.peak(DType.FLOAT32) / probe.bytesPerSecond());
        context.out().flush();
        context.err().println("written to " + target);
        if (operators) {
            operators(used, entries, timed);
        }
        return 0;
    }

    private void operators(int used, List<CatalogModel> entries, List<DType> timed) throws IOException {
        entries.forEach(context::tell);
        List<OperatorTimings> tables = new ArrayList<>();
        for (DType type : timed) {
            Backend chosen = Backends.named(backend, type);
            OperatorProbe probe = new OperatorProbe(chosen, used, Engine.types(type), rows, keys, OPERATOR_SECONDS);
            tables.add(probe.measure(entries, Environment.cpu(), context.progress()));
        }
        Path profile = context.user().resolve("profiles").resolve("this-machine.json");
        OperatorsFile.write(
                profile,
                Catalog.THIS_MACHINE,
                "measured: unmask probe --operators, " + Instant.now().truncatedTo(ChronoUnit.SECONDS),
                tables);
        for (OperatorTimings table : tables) {
            line(
                    "%-34s %d timings",
                    table.stand().backend() + ", "
                            + table.stand().types().weight().id(),
                    table.timings().size());
        }
        context.out().flush();
        context.err().println("written to " + profile);
    }

    private void line(String format, Object... values) {
        context.out().println(String.format(Locale.ROOT, format, values));
    }
}
