package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.unmask.app.study.MachineFile;
import org.unmask.core.op.DType;
import org.unmask.core.text.Units;
import org.unmask.core.text.UsageException;
import org.unmask.result.ProbeResult;
import org.unmask.run.measure.MachineProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The roofs of this machine.
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "Measure the roofs of this machine: read bandwidth, and FLOP/s per backend and element type.",
            "The command writes them as a device; `--device this-machine` then predicts for this machine."
        })
final class ProbeCommand implements Callable<Integer> {
    private final Context context;

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
            description = "Device file to write. Default: this-machine.json in the device folder of this user.")
    private Path file;

    ProbeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (threads < 0 || !(seconds > 0) || seconds > 60) {
            throw new UsageException("bad probe: --threads " + threads + " --seconds " + seconds
                    + "; expected threads from 0, seconds up to 60");
        }
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
        return 0;
    }

    private void line(String format, Object... values) {
        context.out().println(String.format(Locale.ROOT, format, values));
    }
}
