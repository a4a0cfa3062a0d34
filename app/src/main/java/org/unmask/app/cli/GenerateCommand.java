package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Machine;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.SamplingOptions;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.terminal.Canvas;
import org.unmask.app.terminal.Color;
import org.unmask.app.terminal.Console;
import org.unmask.app.terminal.Interruption;
import org.unmask.app.terminal.LateProgress;
import org.unmask.app.terminal.Screen;
import org.unmask.app.terminal.ScreenView;
import org.unmask.app.terminal.View;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Units;
import org.unmask.core.text.UsageException;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.KeyValue;
import org.unmask.input.NewFile;
import org.unmask.result.CommitFile;
import org.unmask.result.Setting;
import org.unmask.run.measure.Asked;
import org.unmask.run.measure.Measurement;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.Chat;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.LoadedModel;
import org.unmask.run.session.LoadedModels;
import org.unmask.run.session.PromptText;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Text from a checkpoint.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Generate text. The answer goes to standard output, its passes and its time to standard error.",
        footer = {
            "",
            "Examples:",
            "  unmask generate --model tiny-math-dlm \\",
            "      --prompt 'Max has 7 pens. He buys 4. How many pens has Max? Answer:'",
            "  unmask generate --model tiny-math-ar --gen-len 16 --temperature 0.8 \\",
            "      --seed 7 \\",
            "      --prompt 'Max has 7 pens. He buys 4. How many pens has Max? Answer:'",
            "  unmask generate --live --model tiny-math-dlm --gen-len 32 \\",
            "      --strategy diffusion:threshold=0.95 --trace commits.json \\",
            "      --prompt 'Max has 7 pens. He buys 4. How many pens has Max? Answer:'"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final int MOST_PACE_SECONDS = 60;

    private final Context context;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            description = "Folder with weights and tokenizer, GGUF file, or the name of a folder below models/.")
    private String model;

    @Option(
            names = "--strategy",
            paramLabel = "NAME[:key=value,...]",
            description = "Decoding strategy. Default: the usual one of the model's family, for instance ar.")
    private String strategy;

    @ArgGroup(multiplicity = "1")
    private Text text;

    @Option(
            names = "--chat",
            description = "Put the prompt into the chat template of the model's files, or else of its family.")
    private boolean chat;

    @Option(
            names = {"--gen-len", "--output-len"},
            defaultValue = "64",
            paramLabel = "N",
            description = "Largest number of generated tokens. Default: ${DEFAULT-VALUE}.")
    private int generatedTokens;

    @Option(
            names = "--live",
            description =
                    "Show the canvas while masks turn into tokens; the surer a token, the brighter it is. Without a terminal, print"
                            + " a line per pass on standard error.")
    private boolean live;

    @Option(
            names = "--pace",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Seconds for which --live shows every pass at least. Default: ${DEFAULT-VALUE}.")
    private double pace;

    @Option(
            names = "--color",
            arity = "0..1",
            defaultValue = "auto",
            fallbackValue = "always",
            paramLabel = "WHEN",
            description =
                    "Whether --live draws with colours: ${COMPLETION-CANDIDATES}; the first looks at the variable NO_COLOR."
                            + " Default: ${DEFAULT-VALUE}.")
    private Color color;

    @Option(names = "--no-color", description = "The same as --color never.")
    private boolean noColor;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "Write what each pass committed, as a profile for predictions with"
                    + " `--strategy NAME:profile=FILE`; of drafts, what is kept of them, for `accepted=FILE`.")
    private Path trace;

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private Machine machine = new Machine();

    static final class Text {
        @Option(
                names = "--prompt",
                required = true,
                paramLabel = "TEXT",
                description = "Prompt; the model sees it as it stands, unless --chat is given.")
        private String prompt;

        @Option(
                names = "--prompt-file",
                required = true,
                paramLabel = "FILE",
                description = "File with the prompt; - reads standard input.")
        private String file;

        String read() throws IOException {
            if (prompt != null) {
                return prompt;
            }
            return file.equals("-") ? PromptText.read("standard input", System.in) : PromptText.read(Path.of(file));
        }
    }

    GenerateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Numbers.from(1, "--gen-len", generatedTokens);
        if (!(pace >= 0 && pace <= MOST_PACE_SECONDS)) {
            throw new UsageException("bad --pace " + pace + "; expected seconds from 0 to " + MOST_PACE_SECONDS);
        }
        if (!live && (pace > 0 || noColor || color != Color.AUTO)) {
            throw new UsageException("--pace, --color and --no-color need --live");
        }
        CatalogModel entry = context.catalog().model(model);
        entry.checkRunnable();
        context.tell(entry);
        StrategySpec spec = entry.model()
                .decoding(StrategySpec.parse(strategy != null ? strategy : entry.usualStrategy()), generatedTokens);
        Sampling sampled = sampling.settings().of(entry.model());
        DType dtype = DType.of(machine.dtype().orElse("float32"));
        DTypes types = Engine.types(dtype, DType.of(machine.keyValues()));
        KeyValue.checkStored(types.keyValue());
        Optional<CatalogModel> drafter = drafter(entry, spec);
        Capacity capacity = drafter.map(drafts -> Capacity.now().beside(drafts.model(), types))
                .orElseGet(Capacity::now);
        asked(entry, drafter, spec, 1).check(capacity, types);
        Backend backend = Backends.named(machine.backend(), dtype);
        try (LoadedModels models = new LoadedModels(
                types,
                backend,
                machine.threads(),
                (task, steps) -> new LateProgress(context.progress(), task, steps))) {
            LoadedModel loaded = models.of(entry, drafter);
            int[] prompt = chat ? Chat.prompt(loaded, text.read()) : loaded.encode(text.read());
            if (chat) {
                Chat.assumption(loaded).ifPresent(note -> context.err().println("note: " + note));
            }
            if (prompt.length == 0) {
                throw new UsageException("the prompt has no tokens");
            }
            Asked asked = asked(entry, drafter, spec, prompt.length);
            asked.check(capacity, types);
            Request request = asked.request();
            Canvas canvas = new Canvas(
                    loaded.tokenizer()::decode,
                    prompt,
                    generatedTokens,
                    entry.model().endTokens(),
                    Strategies.isAutoregressive(spec));
            Measurement.Job job = new Measurement.Job(
                    Setting.UNKNOWN, spec, request, List.of(prompt), Generation.Stop.AT_END_TOKEN, sampled);
            Measurement.Timed timed;
            try (View view = view(canvas);
                    Interruption _ = Interruption.then(() -> stopped(view, canvas))) {
                timed = Measurement.once(loaded.engines(), job, view);
            }
            int[] kept = timed.generation().kept(0);
            if (!isDrawn()) {
                context.out().println(loaded.tokenizer().decode(kept).strip());
                context.out().flush();
            }
            if (trace != null) {
                Request run = request.shifted(entry.model().shiftedLogits());
                NewFile.text(trace, CommitFile.text(spec, run, timed.result().outcomes()));
            }
            summary(spec, backend, prompt.length, kept.length, timed);
        }
        return 0;
    }

    /// The model that the strategy drafts with, if it does.
    private Optional<CatalogModel> drafter(CatalogModel entry, StrategySpec spec) throws IOException {
        Drafters drafters = new Drafters(context.catalog().drafters(List.of(spec), generatedTokens));
        Optional<CatalogModel> drafter = drafters.of(spec, entry, request(1));
        drafter.ifPresent(context::tell);
        return drafter;
    }

    private Request request(int promptTokens) {
        return new Request(1, promptTokens, generatedTokens, LogitRows.ACTIVE);
    }

    private Asked asked(CatalogModel entry, Optional<CatalogModel> drafter, StrategySpec spec, int promptTokens) {
        return new Asked(entry, drafter, spec, request(promptTokens), Setting.UNKNOWN);
    }

    /// Whether the text stands on the terminal already.
    private boolean isDrawn() {
        return live && context.console().canRedraw() && context.console().showsOutput();
    }

    private View view(Canvas canvas) {
        if (!live) {
            return View.quiet(canvas);
        }
        Console console = context.console();
        if (!console.canRedraw()) {
            return View.lines(canvas, context.err());
        }
        ScreenView view = new ScreenView(
                canvas,
                new Screen(context.err()),
                console.window(),
                (noColor ? Color.NEVER : color).palette(console),
                pace);
        view.open();
        return view;
    }

    private void stopped(View view, Canvas canvas) {
        view.close();
        if (!isDrawn()) {
            context.out().println(canvas.text().strip());
            context.out().flush();
        }
        context.stopped(canvas.progress());
    }

    private void summary(StrategySpec spec, Backend backend, int prompt, int kept, Measurement.Timed timed) {
        int passes = timed.result().passes().size();
        int computed =
                timed.result().outcomes().stream().mapToInt(Outcome::committed).sum();
        context.err()
                .println(String.format(
                        Locale.ROOT,
                        "%s on %s: prompt %d tokens, kept %d, computed %d, %d passes%s, %.2f tokens kept per pass (computed %.2f), %s"
                                + " (first run, not warmed up)",
                        spec,
                        backend.name(),
                        prompt,
                        kept,
                        computed,
                        passes,
                        timed.drafterPasses() == 0 ? "" : " (" + timed.drafterPasses() + " of the drafter)",
                        (double) kept / passes,
                        (double) computed / passes,
                        Units.seconds(
                                live
                                        ? timed.result().passSeconds()
                                        : timed.result().seconds())));
    }
}
