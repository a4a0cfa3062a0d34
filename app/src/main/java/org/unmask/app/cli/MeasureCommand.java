package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.study.AdHoc;
import org.unmask.app.study.Study;
import org.unmask.core.decode.StrategySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Engine runs on this machine.
@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        description = {
            "Run generations on this machine under the clock: warm-up, interleaved repetitions, raw samples kept.",
            "Without weight files a model runs with synthetic ones. With --prompts a model with a tokenizer answers them, one at a time."
        },
        footer = {
            "",
            "Examples:",
            "  unmask measure --model small-dlm --strategy diffusion:steps=16 --strategy dual-cache:steps=16 --batch 1,8 \\",
            "      --prompt-len 32 --gen-len 32",
            "  unmask measure --model tiny-math-dlm --strategy diffusion:threshold=0.95 --gen-len 64 \\",
            "      --prompts models/tiny-math/test.jsonl --dtype float32"
        })
final class MeasureCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            description = "Catalogue model, or a folder with weights.")
    private String model;

    @Mixin
    private Workload workload = new Workload();

    @Mixin
    private Machine machine = new Machine();

    @Option(
            names = "--repetitions",
            defaultValue = "5",
            paramLabel = "N",
            description = "Timed runs of every setting. Default: ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(
            names = "--warmups",
            defaultValue = "1",
            paramLabel = "N",
            description = "Runs of every setting before them, not recorded. Default: ${DEFAULT-VALUE}.")
    private int warmups;

    @Option(names = "--prompts", paramLabel = "FILE", description = "JSON lines with `prompt` and optionally `answer`.")
    private Path prompts;

    @Option(
            names = "--problems",
            defaultValue = "0",
            paramLabel = "N",
            description = "How many prompts; 0 for all, the default.")
    private int problems;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description = "Keep the raw results here, and go on where they stop. Default: not kept.")
    private Path results;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "text, or json: the raw result lines. Default: ${DEFAULT-VALUE}.")
    private Format format;

    MeasureCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (format == Format.csv) {
            throw new IllegalArgumentException("measure prints text or json; give --format json for raw results");
        }
        if (repetitions < 1 || warmups < 0 || problems < 0) {
            throw new IllegalArgumentException(
                    "bad protocol: --repetitions " + repetitions + " --warmups " + warmups + " --problems " + problems);
        }
        boolean temporary = results == null;
        Path file = temporary ? Files.createTempFile("unmask", ".jsonl") : results;
        try {
            AdHoc runs = new AdHoc(context.catalog(), context.home(), context.progress(), context.err()::println);
            List<String> strategies =
                    workload.strategies().stream().map(StrategySpec::toString).toList();
            String output = prompts == null ? measure(runs, strategies, file) : answer(runs, strategies, file);
            context.out().print(output);
            context.out().flush();
        } finally {
            if (temporary) {
                Files.deleteIfExists(file);
            }
        }
        return 0;
    }

    private String measure(AdHoc runs, List<String> strategies, Path file) throws IOException {
        List<Study.Measure> parts = workload.promptTokens().stream()
                .flatMap(prompt -> workload.generatedTokens().stream()
                        .map(generated -> new Study.Measure(
                                model,
                                model,
                                strategies,
                                workload.batches(),
                                prompt,
                                generated,
                                machine.dtype().orElse("bf16"),
                                machine.backend(),
                                machine.threads(),
                                warmups,
                                repetitions)))
                .toList();
        return runs.measure(parts, file, format == Format.json);
    }

    private String answer(AdHoc runs, List<String> strategies, Path file) throws IOException {
        if (workload.generatedTokens().size() > 1) {
            throw new IllegalArgumentException("with --prompts give one --gen-len");
        }
        Study.Answer part = new Study.Answer(
                model,
                model,
                prompts.toString(),
                problems,
                workload.generatedTokens().getFirst(),
                strategies,
                machine.dtype().orElse("float32"),
                machine.backend(),
                machine.threads());
        return runs.answer(part, file, format == Format.json);
    }
}
