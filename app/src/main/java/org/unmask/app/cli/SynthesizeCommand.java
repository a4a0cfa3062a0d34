package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Given;
import org.unmask.app.cli.option.WritableFolder;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.text.Progress;
import org.unmask.core.text.Units;
import org.unmask.core.text.UsageException;
import org.unmask.run.checkpoint.CheckpointFormat;
import org.unmask.run.checkpoint.Synthesis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A checkpoint without sense.
@Command(
        name = "synthesize",
        mixinStandardHelpOptions = true,
        description = "Write a checkpoint with the tensors and sizes of a model and random values.",
        footer = {
            "",
            "Examples:",
            "  unmask models synthesize small-dlm --layers 1 --out one-layer",
            "  unmask models synthesize small-ar --layers 1 --dtype bf16 --seed 7 \\",
            "      --out bf16",
            "  unmask models synthesize small-ar --layers 1 --format gguf --out as-gguf"
        })
final class SynthesizeCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "Catalogue model, or a path to a model.")
    private String model;

    @Option(names = "--layers", paramLabel = "N", description = "Number of layers. Default: all layers of the model.")
    private Integer layers;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Seed of the weights. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--dtype",
            defaultValue = "bf16",
            description = "Element type of the weights: bf16 or float32. Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "safetensors",
            description = "Format: safetensors (a folder with config.json) or gguf. Default: ${DEFAULT-VALUE}.")
    private CheckpointFormat format;

    @Option(
            names = "--shard-bytes",
            defaultValue = "5000000000",
            paramLabel = "N",
            description = "Largest size of a safetensors file in bytes. Default: ${DEFAULT-VALUE}.")
    private long shardBytes;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            converter = WritableFolder.class,
            description = "Folder to write to.")
    private Path out;

    @Option(names = "--force", description = "Replace a checkpoint that exists.")
    private boolean force;

    SynthesizeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (format == CheckpointFormat.GGUF) {
            Given.refuse(spec, List.of("--shard-bytes"), "--format gguf, which is one file");
        }
        CatalogModel entry = context.catalog().model(model);
        entry.checkRunnable();
        context.tell(entry);
        Synthesis synthesis = new Synthesis(
                sized(entry.model()),
                entry.blockLength(),
                entry.positions(),
                seed,
                DType.of(dtype),
                format,
                shardBytes);
        List<Path> replaced = synthesis.replaced(out);
        if (!replaced.isEmpty() && !force) {
            throw new UsageException(replaced.getFirst() + " exists; give another --out, or --force to replace it");
        }
        Path written;
        try (Progress progress = context.progress().start("synthesize", synthesis.count())) {
            written = synthesis.write(out, progress::step);
        }
        if (!synthesis.hasTokenizer()) {
            context.err()
                    .println("no tokenizer.json: a vocabulary of "
                            + synthesis.model().architecture().vocabulary() + " has no room for every byte");
        }
        synthesis
                .oversized()
                .ifPresent(tensor -> context.err()
                        .println("note: tensors larger than --shard-bytes " + shardBytes + " have a file of their own; "
                                + tensor));
        context.out().println(written + ": " + synthesis.count() + " tensors, " + Units.bytes(synthesis.bytes()));
        context.out().flush();
        return 0;
    }

    private Model sized(Model whole) {
        if (layers == null) {
            return whole;
        }
        if (layers > whole.architecture().layers()) {
            throw new UsageException("--layers " + layers + ": " + whole.id() + " has only "
                    + whole.architecture().layers() + " layers");
        }
        return whole.with(whole.architecture().with(layers));
    }
}
