package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Given;
import org.unmask.app.cli.option.Machine;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.SamplingOptions;
import org.unmask.app.cli.option.TextOrJson;
import org.unmask.app.cli.option.Workload;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.study.MeasuredText;
import org.unmask.app.study.StudyFile;
import org.unmask.app.terminal.Interruption;
import org.unmask.catalog.Catalog;
import org.unmask.core.op.DType;
import org.unmask.core.text.UsageException;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import org.unmask.engine.Engine;
import org.unmask.input.NewFile;
import org.unmask.result.CommitFile;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.run.measure.AnswerProtocol;
import org.unmask.run.measure.AnswerRuns;
import org.unmask.run.measure.Asked;
import org.unmask.run.measure.FlightRecording;
import org.unmask.run.measure.GenerationRuns;
import org.unmask.run.measure.Measuring;
import org.unmask.run.measure.Protocol;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.Stops;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Engine runs on this machine.
@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        description = {
            "Run generations on this machine under the clock, with warm-up and interleaved repetitions; raw samples are kept.",
            "A model without weight files runs with synthetic weights. With --prompts, a model that has a tokenizer answers them,",
            "--batch at a time."
        },
        footer = {
            "",
            "Examples:",
            "  unmask measure --model tiny-math-dlm --strategy diffusion:steps=8 \\",
            "      --gen-len 16",
            "  unmask measure --model tiny-math-dlm --strategy diffusion:threshold=0.95 \\",
            "      --gen-len 64 --prompts models/tiny-math/test.jsonl --problems 4",
            "  unmask measure --model tiny-math-ar,tiny-math-dlm --strategy ar \\",
            "      --strategy diffusion:steps=8 --gen-len 16 --batch 1,2 \\",
            "      --results runs.jsonl"
        })
final class MeasureCommand implements Callable<Integer> {
    /// Stands for a study in results.
    private static final String NAME = "ad hoc";

    private static final List<String> OF_PROMPTS = List.of("--problems", "--chat");

    private static final List<String> SYNTHETIC_ONLY = List.of(
            "--prompt-len", "--logits", "--repetitions", "--warmups", "--profile", "--trace", "--stop", "--operators");

    private final Context context;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description =
                    "Catalogue model or folder with weights. Two models, an autoregressive and a diffusion one, run interleaved,"
                            + " each under the strategies that fit it.")
    private List<String> models = List.of();

    @Mixin
    private Workload workload = new Workload();

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private Machine machine = new Machine();

    @Option(
            names = "--repetitions",
            defaultValue = "5",
            paramLabel = "N",
            description = "Timed runs of every setting. Default: ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(
            names = {"--warmups", "--warm-up"},
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Runs of every setting before the timed ones; they are not recorded. Short ones are repeated for a second if there are three repetitions or more. Default: ${DEFAULT-VALUE}.")
    private int warmups;

    @Option(
            names = "--stop",
            defaultValue = "length",
            paramLabel = "WHEN",
            description =
                    "End of a generation: `length` takes end tokens as tokens like any other, `end-token` stops there."
                            + " Default: ${DEFAULT-VALUE}.")
    private String stop;

    @Option(
            names = "--finished",
            defaultValue = "drop",
            paramLabel = "WHAT",
            description =
                    "Fate of sequences that have ended: `drop` takes them out of the batch, `keep` holds them until all have"
                            + " ended. Default: ${DEFAULT-VALUE}.")
    private String finished;

    @Option(
            names = "--profile",
            defaultValue = "auto",
            paramLabel = "NAME",
            description =
                    "Runtime profile or profile file that prices assumed and replayed times. Default: ${DEFAULT-VALUE}, which"
                            + " times the operators of the models on this machine by turns with the runs.")
    private String profile;

    @Option(
            names = {"--prompts", "--dataset"},
            paramLabel = "FILE",
            description =
                    "File of JSON lines: `prompt` and maybe `answer`, chat `messages`, or the lines of GSM8K or HumanEval.")
    private Path prompts;

    @Option(
            names = "--chat",
            description = "Put the prompts into the chat template of the model's files, or else of its family.")
    private boolean chat;

    @Option(
            names = {"--problems", "--limit"},
            defaultValue = "0",
            paramLabel = "N",
            description = "Number of prompts to answer. Default: 0, which answers all.")
    private int problems;

    @Option(
            names = {"--results", "--out"},
            paramLabel = "FILE",
            converter = WritableFile.class,
            description =
                    "File that keeps the raw results; a later run goes on where they stop. Without it they are not kept.")
    private Path results;

    @Option(
            names = "--operators",
            description =
                    "Show what each operator achieved and how close that is to the roofs. With --format json these"
                            + " are further keys of the run that times operators. Other runs stay undisturbed.")
    private boolean operators;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "Device whose roofs --operators compares with. Default: this machine, whose roofs are measured"
                            + " before the first run.")
    private String device;

    @Option(
            names = "--jfr",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "Write a recording of JDK Flight Recorder with an event org.unmask.Pass per pass, and with"
                    + " --operators an org.unmask.Operator per operator of the runs that time them.")
    private Path recording;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "Write what each pass of the one setting committed, as a profile for predictions with"
                    + " `--strategy NAME:profile=FILE`; of drafts, what is kept of them, for `accepted=FILE`.")
    private Path trace;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; json prints the raw result lines. Default: ${DEFAULT-VALUE}.")
    private TextOrJson format;

    MeasureCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Numbers.from(1, "--repetitions", repetitions);
        Numbers.from(0, "--warmups", warmups);
        Numbers.from(0, "--problems", problems);
        if (prompts == null) {
            Given.need(spec, OF_PROMPTS, "--prompts");
        } else {
            Given.refuse(spec, SYNTHETIC_ONLY, "--prompts, which are answered once, to their end tokens");
        }
        if (device != null && !operators) {
            throw new UsageException("--device needs --operators: engine runs are on this machine");
        }
        if (recording == null) {
            return run();
        }
        try (FlightRecording _ = FlightRecording.start(recording, operators)) {
            return run();
        }
    }

    private int run() throws IOException {
        boolean temporary = results == null;
        Path file = temporary ? Files.createTempFile("unmask", ".jsonl") : results;
        try {
            Catalog catalog = context.catalog();
            Measuring measuring = new Measuring(context.home(), context.progress(), context.err()::println);
            String output;
            try (Interruption _ = Interruption.then(() -> stopped(measuring, file))) {
                output = prompts == null ? measure(measuring, catalog, file) : answer(measuring, catalog, file);
            }
            context.out().print(output);
            context.out().flush();
        } finally {
            if (temporary) {
                Files.deleteIfExists(file);
            }
        }
        return 0;
    }

    private void stopped(Measuring measuring, Path file) {
        String kept = measuring.resumption().stop();
        if (results != null) {
            context.stopped(kept);
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // a file among the temporary ones stays behind
        }
        context.stopped("give --results FILE to keep finished runs and go on from them");
    }

    private String measure(Measuring measuring, Catalog catalog, Path file) throws IOException {
        List<Protocol> protocols = protocols(catalog);
        Optional<Profile> priced = profile.equals(StudyFile.AUTO)
                ? Optional.empty()
                : Optional.of(catalog.profile(profile).profile());
        Optional<Device> roofs = device == null
                ? Optional.empty()
                : Optional.of(catalog.device(device).device());
        List<GenerationRuns> runs = new ArrayList<>();
        for (Protocol protocol : protocols) {
            runs.add(new GenerationRuns(protocol));
        }
        List<Asked> all = runs.stream().flatMap(part -> part.asked().stream()).toList();
        if (trace != null && (all.size() != 1 || all.getFirst().request().batch() != 1)) {
            throw new UsageException(
                    "--trace records one setting of batch 1; there are " + all.size() + " settings, the first of batch "
                            + all.getFirst().request().batch());
        }
        Results measured;
        try (Measuring.Session session = measuring.begin(NAME, NAME, runs, file)) {
            session.probe();
            if (priced.isEmpty()) {
                session.runAndTimeOperators();
            } else {
                session.run();
            }
            measured = session.results();
        }
        if (trace != null) {
            NewFile.text(trace, commits(all.getFirst(), measured));
        }
        MeasuredText text = new MeasuredText(measured);
        for (int i = 0; i < protocols.size(); i++) {
            text.add(protocols.get(i), runs.get(i).asked(), priced);
        }
        if (format == TextOrJson.JSON) {
            return operators ? text.linesWithOperators(roofs) : text.lines();
        }
        text.warnings().forEach(context.err()::println);
        int width = context.console().columns();
        return text.tables(width) + (operators ? text.operators(roofs, width) : "");
    }

    private List<Protocol> protocols(Catalog catalog) throws IOException {
        MeasuredModels pair = MeasuredModels.of(context, catalog, models);
        List<Protocol> protocols = new ArrayList<>();
        DType weights = DType.of(machine.dtype().orElse("bf16"));
        for (int prompt : workload.promptTokens()) {
            for (int generated : workload.generatedTokens()) {
                protocols.add(new Protocol(
                        pair.autoregressive(),
                        pair.diffusion(),
                        new Drafters(catalog.drafters(workload.strategies(), generated)),
                        workload.strategies(),
                        workload.batches(),
                        prompt,
                        generated,
                        workload.logits(),
                        Engine.types(weights, DType.of(machine.keyValues())),
                        machine.backend(),
                        machine.threads(),
                        warmups,
                        repetitions,
                        Stops.of(stop, finished),
                        sampling.settings()));
            }
        }
        return protocols;
    }

    private static String commits(Asked asked, Results results) {
        RunResult run = results.runs().stream()
                .filter(result -> asked.setting().asksFor(result.setting()))
                .findFirst()
                .orElseThrow();
        return CommitFile.text(asked.strategy(), asked.request(), run.outcomes());
    }

    private String answer(Measuring measuring, Catalog catalog, Path file) throws IOException {
        if (workload.generatedTokens().size() > 1) {
            throw new UsageException("with --prompts give one --gen-len");
        }
        if (workload.batches().size() > 1 || workload.batches().getFirst() < 1) {
            throw new UsageException("with --prompts give one --batch, from 1");
        }
        if (!machine.keyValues().equals(DType.FLOAT32.id())) {
            throw new UsageException(
                    "bad --kv-dtype " + machine.keyValues() + ": with --prompts keys and values are float32");
        }
        MeasuredModels pair = MeasuredModels.of(context, catalog, models);
        AnswerProtocol protocol = new AnswerProtocol(
                pair.autoregressive(),
                pair.diffusion(),
                new Drafters(catalog.drafters(
                        workload.strategies(), workload.generatedTokens().getFirst())),
                prompts,
                problems,
                workload.generatedTokens().getFirst(),
                workload.strategies(),
                DType.of(machine.dtype().orElse("float32")),
                machine.backend(),
                machine.threads(),
                chat,
                workload.batches().getFirst(),
                Stops.of("end-token", finished),
                sampling.settings());
        AnswerRuns runs = new AnswerRuns(protocol);
        Results measured;
        try (Measuring.Session session = measuring.begin(NAME, NAME, List.of(runs), file)) {
            session.run();
            measured = session.results();
        }
        return format == TextOrJson.JSON
                ? new MeasuredText(measured).lines()
                : MeasuredText.answers(
                        protocol, runs.asked(), measured, context.console().columns());
    }
}
