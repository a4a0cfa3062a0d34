package org.unmask.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.ArrivalOptions;
import org.unmask.app.cli.option.EndpointRequests;
import org.unmask.app.cli.option.Given;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.print.LoadText;
import org.unmask.app.terminal.LateProgress;
import org.unmask.core.text.Progress;
import org.unmask.core.text.UsageException;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Objective;
import org.unmask.engine.token.Tokenizer;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.ResultFile;
import org.unmask.run.measure.Environment;
import org.unmask.run.session.PromptText;
import org.unmask.web.http.ApiKey;
import org.unmask.web.load.EndpointResult;
import org.unmask.web.load.Figures;
import org.unmask.web.load.Load;
import org.unmask.web.load.Plan;
import org.unmask.web.load.VllmJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// Load on a server, and what its clients see.
@Command(
        name = "bench-endpoint",
        mixinStandardHelpOptions = true,
        description = {
            "Put load on a server that speaks the interface of OpenAI, and measure what its clients see.",
            "Answers may come in pieces of many tokens, as those of diffusion models do; `docs/bench-endpoint.md` has"
                    + " the definitions."
        },
        footer = {
            "",
            "Examples:",
            "  unmask bench-endpoint --model tiny-math-dlm --requests 20 \\",
            "      --input-len 32 --vocab-size 160",
            "  unmask bench-endpoint --model tiny-math-dlm --concurrency 4 --gen-len 64 \\",
            "      --prompts models/tiny-math/test.jsonl --requests 50",
            "  unmask bench-endpoint --url http://127.0.0.1:8001 --model tiny-math-dlm \\",
            "      --input-len 32 --vocab-size 160 --rate 2 --requests 20 --slo ttft=1 \\",
            "      --out served.jsonl"
        })
final class BenchEndpointCommand implements Callable<Integer> {
    private static final int ERRORS_IN_A_ROW = 50;
    private static final String KEY_VARIABLE = "UNMASK_API_KEY";

    private final Context context;

    @Spec
    private CommandSpec spec;

    /// How results are printed.
    enum Layout {
        TEXT,
        JSON,
        VLLM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8000",
            paramLabel = "URL",
            description = "Address of the server, without the path. Default: ${DEFAULT-VALUE}.")
    private URI url;

    @Mixin
    private EndpointRequests requests = new EndpointRequests();

    @Option(
            names = {"--warm-up", "--warmups"},
            defaultValue = "1",
            paramLabel = "N",
            description = "Requests before the clock starts. Default: ${DEFAULT-VALUE}.")
    private int warmUps;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description =
                    "Clients that each have one request open all the time. Default: 1, but with --rate or --replay"
                            + " requests leave at their times, whether earlier ones are answered or not.")
    private Integer clients;

    @Mixin
    private ArrivalOptions arrivals = new ArrivalOptions();

    @Option(
            names = "--ramp",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description =
                    "Let the rate grow evenly to --rate, or the clients come one after the other, for so long. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double ramp;

    @Option(
            names = "--slo",
            paramLabel = "ttft=S,tpot=S,e2e=S",
            description = "Longest times of a good answer, in seconds; goodput counts those that meet all.")
    private String slo;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "The model's tokenizer.json, to count tokens where the server does not.")
    private Path tokenizer;

    @Option(
            names = "--timeout",
            defaultValue = "600",
            paramLabel = "SECONDS",
            description = "Longest time of one answer. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--max-seconds",
            defaultValue = "3600",
            paramLabel = "SECONDS",
            description = "Time after which no further request is sent. Default: ${DEFAULT-VALUE}.")
    private int mostSeconds;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "File with the key of the server. Default: the variable " + KEY_VARIABLE + ", if it is set.")
    private Path keyFile;

    @Option(
            names = {"--results", "--out"},
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "File of results to write to, or to add to.")
    private Path out;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description =
                    "${COMPLETION-CANDIDATES}; vllm has the keys of `vllm bench serve`. Default: ${DEFAULT-VALUE}.")
    private Layout format;

    BenchEndpointCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Optional<Objective> objective = Optional.ofNullable(slo).map(Objective::of);
        Optional<Tokenizer> counter = tokenizer == null ? Optional.empty() : Optional.of(Tokenizer.open(tokenizer));
        try {
            EndpointRequests.Sent sent = requests.sent(context.err()::println);
            return run(plan(sent, counter), sent, objective);
        } finally {
            counter.ifPresent(Tokenizer::close);
        }
    }

    private void check() {
        if (requests.isRecorded()) {
            Given.refuse(spec, List.of("--gen-len"), "--replay");
        }
        if (requests.isWritten()) {
            Given.refuse(spec, List.of("--vocab-size"), "--prompts");
        }
        if (arrivals.rate().isEmpty()) {
            Given.need(spec, List.of("--arrivals"), "--rate");
        }
        Numbers.from(1, "--concurrency", clients == null ? 1 : clients);
        Numbers.from(0, "--warm-up", warmUps);
        Numbers.from(1, "--timeout", timeout);
        Numbers.from(1, "--max-seconds", mostSeconds);
        if (!(url.isAbsolute() && List.of("http", "https").contains(url.getScheme()) && url.getHost() != null)) {
            throw new UsageException("--url " + url + "; expected an address such as http://127.0.0.1:8000");
        }
        if (!(ramp >= 0) || Double.isInfinite(ramp)) {
            throw new UsageException("--ramp " + ramp + "; expected seconds from 0");
        }
    }

    private Plan plan(EndpointRequests.Sent sent, Optional<Tokenizer> counter) throws IOException {
        List<ObjectNode> bodies = sent.bodies();
        Optional<Arrivals> times = times(sent);
        if (times.isPresent() && clients != null) {
            throw new UsageException("--concurrency is another kind of load than --rate and --replay; give one");
        }
        return new Plan(
                url,
                requests.path(),
                key(),
                bodies.subList(0, Math.min(warmUps, bodies.size())),
                bodies,
                times,
                clients == null ? 1 : clients,
                ramp,
                requests.seed(),
                counter.map(known -> text -> known.encode(text).length),
                new Plan.Limits(timeout, mostSeconds, ERRORS_IN_A_ROW));
    }

    /// Recorded times come at the rate that is given, or as they were.
    private Optional<Arrivals> times(EndpointRequests.Sent sent) {
        Optional<Arrivals> times = arrivals.arrivals();
        if (sent.times().isPresent()) {
            Arrivals.Recorded recorded = sent.times().get();
            times = Optional.of(arrivals.rate().map(recorded::at).orElse(recorded));
        }
        return ramp == 0 ? times : times.map(others -> new Arrivals.Ramped(others, ramp));
    }

    private Optional<String> key() throws IOException {
        String source = keyFile != null ? keyFile.toString() : KEY_VARIABLE;
        Optional<String> key = keyFile != null
                ? Optional.of(PromptText.read(keyFile))
                : Optional.ofNullable(System.getenv(KEY_VARIABLE));
        // What is no key would be shown by the error of who puts it into a header.
        key.ifPresent(text -> ApiKey.of(source, text));
        return key.map(String::strip);
    }

    private int run(Plan plan, EndpointRequests.Sent sent, Optional<Objective> objective)
            throws IOException, InterruptedException {
        context.err().println(announcement(plan, sent));
        if (sent.random()) {
            context.err()
                    .println("note: random tokens mean nothing, so a diffusion model needs other numbers of denoising"
                            + " steps than for text; give --prompts");
        }
        Load.Outcome outcome;
        try (Progress progress =
                new LateProgress(context.progress(), "requests", plan.bodies().size())) {
            outcome = new Load(plan, progress).run();
        }
        Figures figures = new Figures(outcome.received(), objective);
        ImportedResult result = EndpointResult.of(
                plan, requests.model(), requests.strategy(), sent.longestAnswer(), figures, outcome.counters());
        print(plan, figures, result);
        if (out != null) {
            add(result);
        }
        LoadText.errors(outcome.received()).forEach(context.err()::println);
        outcome.stopped()
                .ifPresent(reason -> context.err()
                        .println("unmask: stopped after " + outcome.received().size() + " of "
                                + plan.bodies().size()
                                + " requests: " + reason));
        return outcome.stopped().isPresent() || figures.answered().isEmpty() ? 1 : 0;
    }

    private String announcement(Plan plan, EndpointRequests.Sent sent) {
        String load = plan.arrivals().isEmpty()
                ? plan.clients() + (plan.clients() == 1 ? " client" : " clients")
                : sent.times().isPresent()
                        ? "recorded times, "
                                + Math.round(1000 * plan.arrivals().get().rate()) / 1000.0 + " requests a second"
                        : arrivals.words();
        return "load on " + plan.target() + plan.path() + ", model " + requests.model() + ": "
                + plan.bodies().size() + " requests of at most " + sent.longestAnswer() + " tokens, " + sent.tokens()
                + " in all, after " + plan.warmUps().size() + " for warming up; " + load
                + (ramp > 0 ? ", ramped for " + ramp + " s" : "");
    }

    private void print(Plan plan, Figures figures, ImportedResult result) {
        context.out()
                .print(
                        switch (format) {
                            case TEXT -> LoadText.of(result, context.console().columns());
                            case JSON -> result.json().toPrettyString() + "\n";
                            case VLLM ->
                                VllmJson.of(plan, requests.model(), figures, LocalDateTime.now(ZoneId.systemDefault()))
                                                .toPrettyString()
                                        + "\n";
                        });
        context.out().flush();
    }

    private void add(ImportedResult result) throws IOException {
        try (ResultFile file = ResultFile.append(out)) {
            new Header(
                            "bench-endpoint",
                            "bench-endpoint",
                            Instant.now().truncatedTo(ChronoUnit.SECONDS),
                            Map.of("program", "unmask " + Environment.VERSION))
                    .begin(file, context.err()::println);
            file.append(result.json());
        }
    }
}
