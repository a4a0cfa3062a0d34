package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.print.TimelineFormat;
import org.unmask.app.print.TraceFormats;
import org.unmask.app.trace.PassPricer;
import org.unmask.app.trace.TracedPasses;
import org.unmask.catalog.Catalog;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.UsageException;
import org.unmask.cost.hardware.Device;
import org.unmask.input.NewFile;
import org.unmask.result.trace.Trace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Traces of the PyTorch profiler by operators of a model.
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = {
            "Tell from traces of the PyTorch profiler what the operators of a pass took, beside the roofline.",
            "Kernels become operators, layers that repeat become passes, and the time without a kernel is dispatch."
        },
        footer = {
            "",
            "Examples:",
            "  unmask trace decode.pt.trace.json",
            "  unmask trace decode.pt.trace.json --model qwen3-8b --device h100-sxm \\",
            "      --batch 32 --queries 1 --keys 1024",
            "  unmask trace decode.pt.trace.json --format csv"
        })
final class TraceCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Traces, *.json or *.json.gz.")
    private List<Path> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description =
                    "Model whose sizes tell matrix products apart, and which is priced if --device is given. See `unmask"
                            + " models`.")
    private String model;

    @Option(names = "--device", paramLabel = "NAME", description = "Device to price. See `unmask devices`.")
    private String device;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sequences of a pass. Default: what the shapes in the trace say.")
    private Integer batch;

    @Option(
            names = "--queries",
            paramLabel = "N",
            description = "Positions that a pass computes of each sequence. Default: what the shapes in the trace say.")
    private Integer queries;

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "Positions that each sees, its own among them. Default: what the shapes in the trace say.")
    private Integer keys;

    @Option(
            names = "--dtype",
            defaultValue = "bf16",
            paramLabel = "TYPE",
            description =
                    "Element type to price: float32, bf16, fp16, fp8, int8, fp4, int4, w8a8 or w4a8. Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "File for every pass with its operators, as JSON; of one trace.")
    private Path out;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    TraceCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (out != null && files.size() > 1) {
            throw new UsageException("--out " + out + " takes the passes of one trace; give one file");
        }
        PassPricer pricer = pricer();
        List<TraceFormats> traces = new ArrayList<>();
        List<IOException> bad = new ArrayList<>();
        for (Path file : files) {
            try {
                Trace trace = Trace.read(file, pricer.sizes());
                if (out != null) {
                    NewFile.text(out, TimelineFormat.json(file, trace).toPrettyString() + "\n");
                    context.err().println(trace.passes().size() + " passes written to " + out);
                }
                traces.add(new TraceFormats(file.toString(), trace, TracedPasses.of(trace, pricer)));
            } catch (IOException e) {
                bad.add(e);
            }
        }
        if (traces.isEmpty() && bad.size() == 1) {
            throw bad.getFirst();
        }
        bad.forEach(error -> context.err().println(Errors.line(error)));
        print(traces);
        return bad.isEmpty() ? 0 : 1;
    }

    private PassPricer pricer() throws IOException {
        if (model == null && device != null) {
            throw new UsageException("--device " + device + " prices a model; give --model too");
        }
        Catalog catalog = context.catalog();
        Optional<Model> priced = model == null
                ? Optional.empty()
                : Optional.of(catalog.model(model).model());
        Optional<Device> place = device == null
                ? Optional.empty()
                : Optional.of(catalog.device(device).device());
        DTypes types = DTypes.all(DType.of(dtype));
        if (priced.isPresent() && place.isPresent()) {
            place.get().flopsPerSecond(priced.get().types(types).compute());
        }
        return new PassPricer(
                priced, place, types, count("--batch", batch), count("--queries", queries), count("--keys", keys));
    }

    private static Optional<Integer> count(String name, Integer value) {
        return Optional.ofNullable(value).map(given -> Numbers.from(1, name, given));
    }

    private void print(List<TraceFormats> traces) {
        switch (format) {
            case TEXT -> {
                int width = context.console().columns();
                for (int i = 0; i < traces.size(); i++) {
                    context.out().print((i == 0 ? "" : "\n") + traces.get(i).text(width));
                }
            }
            case JSON -> {
                ArrayNode all = JsonMapper.shared().createArrayNode();
                traces.forEach(trace -> all.add(trace.json()));
                context.out().print((all.size() == 1 ? all.get(0) : all).toPrettyString() + "\n");
            }
            case CSV -> context.out().print(TraceFormats.csv(traces));
        }
        context.out().flush();
    }
}
