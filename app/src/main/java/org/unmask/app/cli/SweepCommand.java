package org.unmask.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Axes;
import org.unmask.app.cli.option.Given;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.Workload;
import org.unmask.app.sweep.Cluster;
import org.unmask.app.sweep.Sweep;
import org.unmask.app.table.Sink;
import org.unmask.app.table.TableFormat;
import org.unmask.app.terminal.Interruption;
import org.unmask.app.terminal.StandardOutput;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.UsageException;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;
import org.unmask.cost.sweep.Grid;
import org.unmask.input.NewFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Cross products too large for `predict`.
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description =
                "Price a cross product of any size on all cores in constant memory, and write one row for each point.",
        footer = {
            "",
            "Examples:",
            "  unmask sweep --model llama-3-8b --device h100-sxm,h200-sxm --strategy ar \\",
            "      --prompt-len 1-64 --batch 1-32 --out sweep.parquet",
            "  unmask sweep --model llada-8b --device a6000 --strategy diffusion \\",
            "      --steps 128,64,32 --batch '1-64*2' --out steps.csv",
            "  unmask sweep --model llama-3-8b,llada-8b --device mi300x --strategy ar \\",
            "      --strategy dual-cache:block=32,steps=64 --skip --format jsonl",
            "",
            "Parquet files hold at most 1,048,576 rows; larger sweeps become numbered parts, sweep-00000.parquet and so on."
        })
final class SweepCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Axes axes = new Axes();

    @Option(
            names = {"--out", "--output"},
            paramLabel = "FILE",
            description =
                    "File that gets the rows; its ending .csv, .jsonl or .parquet is the format. Default: standard output.")
    private Path output;

    @Option(
            names = {"-o", "--format"},
            description = "${COMPLETION-CANDIDATES}. Default: the ending of the file, or csv.")
    private TableFormat format;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "Threads to price on. Default: 0, which takes all cores.")
    private int threads;

    @Option(
            names = "--skip",
            description = "Leave out combinations that cannot be priced, and count them. Without it they are errors.")
    private boolean skipping;

    @Option(
            names = "--master",
            paramLabel = "MASTER",
            description =
                    "Price on a Spark cluster, spark://HOST:PORT, or with Spark here, local[*]; --out is then a folder that"
                            + " gets Parquet files. Default: without Spark.")
    private String master;

    @Option(
            names = "--part-rows",
            defaultValue = "262144",
            paramLabel = "N",
            description = "Points that a worker of --master prices at a time, a file each. Default: ${DEFAULT-VALUE}.")
    private int partRows;

    SweepCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Numbers.from(0, "--threads", threads);
        Numbers.from(1, "--part-rows", partRows);
        if (master == null) {
            Given.need(spec, List.of("--part-rows"), "--master");
        } else {
            Given.refuse(spec, List.of("--threads"), "--master");
        }
        Grid grid = grid();
        grid.size();
        if (!skipping) {
            grid.check();
        }
        if (master != null) {
            return onCluster(grid);
        }
        int workers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        Sweep.Counts counts;
        Sweep sweep = new Sweep(grid, workers, skipping);
        try (Sink<Totals> sink = sink(grid);
                Interruption _ = Interruption.then(() -> stopped(sweep))) {
            counts = sweep.run(sink, context.progress());
        } catch (IOException e) {
            if (output == null && StandardOutput.isClosedPipe(String.valueOf(e.getMessage()))) {
                return 0;
            }
            throw e;
        }
        tell(counts.skipped(), grid);
        return 0;
    }

    private int onCluster(Grid grid) throws IOException {
        if (output == null || (format != null && format != TableFormat.PARQUET)) {
            throw new UsageException(
                    "--master writes Parquet files into a folder; give --out FOLDER, and no other format");
        }
        Cluster cluster = new Cluster(context.home(), master, partRows);
        Cluster.Outcome outcome = cluster.run(grid, output, skipping);
        if (outcome.code() == 0) {
            tell(grid.size() - outcome.rows(), grid);
        }
        return outcome.code();
    }

    private void tell(long skipped, Grid grid) throws IOException {
        if (skipped > 0) {
            context.err().println(skipped + " of " + grid.size() + " points could not be priced and were left out");
        }
        axes.notes(context.catalog(), true).forEach(context.err()::println);
    }

    private void stopped(Sweep sweep) {
        String kept;
        try {
            kept = sweep.stop();
        } catch (IOException e) {
            kept = "the last rows could not be written: " + e.getMessage();
        }
        context.stopped(kept);
    }

    private Grid grid() throws IOException {
        Workload workload = axes.workload();
        List<StrategySpec> strategies = workload.strategies();
        Request any = new Request(
                workload.batches().getFirst(),
                workload.promptTokens().getFirst(),
                workload.generatedTokens().getFirst(),
                workload.logits());
        List<Scenario> settings = axes.settings(context.catalog(), strategies, axes.chunked(any));
        return new Grid(
                settings,
                strategies,
                workload.generatedTokens(),
                workload.promptTokens(),
                workload.batches(),
                workload.logits());
    }

    private Sink<Totals> sink(Grid grid) throws IOException {
        if (output == null) {
            FileOutputStream out = new FileOutputStream(FileDescriptor.out);
            TableFormat lines = format == null ? TableFormat.CSV : format;
            return lines.to(Channels.newChannel(out), PredictionColumns.SWEEP, "--out");
        }
        NewFile.check(output);
        TableFormat rows = format == null ? TableFormat.ofEnding(output, "--out") : format;
        return rows.open(output, PredictionColumns.SWEEP, grid.size());
    }
}
