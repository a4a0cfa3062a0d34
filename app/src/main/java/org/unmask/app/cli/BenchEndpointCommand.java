package org.unmask.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.unmask.app.print.LoadText;
import org.unmask.app.terminal.LateProgress;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.ChatTurn;
import org.unmask.core.text.Progress;
import org.unmask.core.text.UsageException;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Objective;
import org.unmask.engine.token.Tokenizer;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.ResultFile;
import org.unmask.run.measure.Environment;
import org.unmask.run.session.Prompt;
import org.unmask.run.session.PromptFile;
import org.unmask.run.session.PromptText;
import org.unmask.web.http.ApiKey;
import org.unmask.web.load.EndpointResult;
import org.unmask.web.load.Figures;
import org.unmask.web.load.Load;
import org.unmask.web.load.Plan;
import org.unmask.web.load.VllmJson;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
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
            "Example: unmask bench-endpoint --model tiny-math-dlm --prompts models/tiny-math/test.jsonl --requests 50"
                    + " \\",
            "           --concurrency 4 --gen-len 64"
        })
final class BenchEndpointCommand implements Callable<Integer> {
    private static final int MOST_REQUESTS = 100_000;
    private static final int ERRORS_IN_A_ROW = 50;
    private static final String KEY_VARIABLE = "UNMASK_API_KEY";

    private final Context context;

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

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "Model, as the server names it.")
    private String model;

    @Option(names = "--chat", description = "Send conversations (/v1/chat/completions) instead of plain prompts.")
    private boolean chat;

    @ArgGroup(multiplicity = "1")
    private Prompts prompts;

    static final class Prompts {
        @Option(
                names = "--prompts",
                required = true,
                paramLabel = "FILE",
                description =
                        "Prompts as JSON lines, as `measure` takes them; they are repeated if there are fewer than"
                                + " requests.")
        private Path file;

        @Option(
                names = {"--prompt-len", "--input-len"},
                required = true,
                paramLabel = "N",
                description = "Random tokens for prompts, N each. They falsify the number of denoising steps.")
        private int tokens;
    }

    @Option(
            names = "--vocab-size",
            defaultValue = "0",
            paramLabel = "N",
            description = "Number of tokens that --prompt-len draws from.")
    private int vocabulary;

    @Option(
            names = {"--gen-len", "--output-len"},
            defaultValue = "64",
            paramLabel = "N",
            description = "Largest number of tokens of an answer. Default: ${DEFAULT-VALUE}.")
    private int generatedTokens;

    @Option(names = "--ignore-eos", description = "Let answers go on behind their end token.")
    private boolean ignoresEnd;

    @Option(
            names = "--strategy",
            paramLabel = "NAME[:key=value,...]",
            description = "Decoding strategy that requests ask for, of servers that know the key.")
    private String strategy;

    @Option(
            names = "--requests",
            defaultValue = "100",
            paramLabel = "N",
            description = "Number of requests. Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--warm-up",
            defaultValue = "1",
            paramLabel = "N",
            description = "Requests before the clock starts. Default: ${DEFAULT-VALUE}.")
    private int warmUps;

    @Option(
            names = "--concurrency",
            defaultValue = "1",
            paramLabel = "N",
            description = "Clients that each have one request open all the time. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "R",
            description = "Requests a second, whether earlier ones are answered or not, instead of --concurrency.")
    private double rate;

    @Option(
            names = "--arrivals",
            defaultValue = "poisson",
            paramLabel = "KIND",
            description =
                    "Times of requests with --rate: poisson, constant, or bursty:B, gamma distributed with shape B."
                            + " Default: ${DEFAULT-VALUE}.")
    private String arrivals;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Seed of arrivals and random prompts. Default: ${DEFAULT-VALUE}.")
    private long seed;

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
            return run(plan(counter), objective);
        } finally {
            counter.ifPresent(Tokenizer::close);
        }
    }

    private void check() {
        atLeast("--requests", requests, 1);
        atLeast("--concurrency", clients, 1);
        atLeast("--gen-len", generatedTokens, 1);
        atLeast("--warm-up", warmUps, 0);
        atLeast("--timeout", timeout, 1);
        atLeast("--max-seconds", mostSeconds, 1);
        if (requests > MOST_REQUESTS) {
            throw new UsageException("--requests " + requests + "; expected at most " + MOST_REQUESTS);
        }
        if (!(url.isAbsolute() && List.of("http", "https").contains(url.getScheme()) && url.getHost() != null)) {
            throw new UsageException("--url " + url + "; expected an address such as http://127.0.0.1:8000");
        }
        if (rate != 0 && clients != 1) {
            throw new UsageException("--rate and --concurrency are two kinds of load; give one");
        }
        if (prompts.file == null) {
            atLeast("--prompt-len", prompts.tokens, 1);
            if (vocabulary < 1 || chat) {
                throw new UsageException(
                        "--prompt-len sends random tokens: give their number with --vocab-size, and no --chat");
            }
        }
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UsageException(option + " " + value + "; expected a whole number from " + least);
        }
    }

    private Plan plan(Optional<Tokenizer> counter) throws IOException {
        List<ObjectNode> bodies = bodies();
        return new Plan(
                url,
                chat ? "/v1/chat/completions" : "/v1/completions",
                key(),
                bodies.subList(0, Math.min(warmUps, bodies.size())),
                bodies,
                rate == 0 ? Optional.empty() : Optional.of(Arrivals.of(arrivals, rate)),
                clients,
                seed,
                counter.map(known -> text -> known.encode(text).length),
                new Plan.Limits(timeout, mostSeconds, ERRORS_IN_A_ROW));
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

    private List<ObjectNode> bodies() throws IOException {
        List<ObjectNode> bodies = new ArrayList<>();
        if (prompts.file != null) {
            List<ObjectNode> distinct = new ArrayList<>();
            for (Prompt prompt : PromptFile.read(prompts.file)) {
                distinct.add(body(prompt));
            }
            for (int i = 0; i < requests; i++) {
                bodies.add(distinct.get(i % distinct.size()));
            }
            return bodies;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < requests; i++) {
            ObjectNode body = body();
            ArrayNode tokens = body.putArray("prompt");
            for (int token = 0; token < prompts.tokens; token++) {
                tokens.add(random.nextInt(vocabulary));
            }
            bodies.add(body);
        }
        return bodies;
    }

    private ObjectNode body(Prompt prompt) {
        ObjectNode body = body();
        if (!chat) {
            if (prompt.prompt().isEmpty()) {
                throw new UsageException(prompts.file + " has conversations; give --chat");
            }
            return body.put("prompt", prompt.prompt());
        }
        ArrayNode messages = body.putArray("messages");
        for (ChatTurn turn : prompt.asChat()) {
            messages.addObject().put("role", turn.role().id()).put("content", turn.text());
        }
        return body;
    }

    private ObjectNode body() {
        ObjectNode body = JsonMapper.shared()
                .createObjectNode()
                .put("model", model)
                .put("max_tokens", generatedTokens)
                .put("temperature", 0)
                .put("stream", true);
        body.putObject("stream_options").put("include_usage", true).put("continuous_usage_stats", true);
        if (ignoresEnd) {
            body.put("ignore_eos", true);
        }
        if (strategy != null) {
            body.put("strategy", StrategySpec.parse(strategy).toString());
        }
        return body;
    }

    private int run(Plan plan, Optional<Objective> objective) throws IOException, InterruptedException {
        context.err().println(announcement(plan));
        if (prompts.file == null) {
            context.err()
                    .println("note: random tokens mean nothing, so a diffusion model needs other numbers of denoising"
                            + " steps than for text; give --prompts");
        }
        Load.Outcome outcome;
        try (Progress progress = new LateProgress(context.progress(), "requests", requests)) {
            outcome = new Load(plan, progress).run();
        }
        Figures figures = new Figures(outcome.received(), objective);
        ImportedResult result = EndpointResult.of(
                plan,
                model,
                Optional.ofNullable(strategy).map(StrategySpec::parse),
                generatedTokens,
                figures,
                outcome.counters());
        print(plan, figures, result);
        if (out != null) {
            add(result);
        }
        LoadText.errors(outcome.received()).forEach(context.err()::println);
        outcome.stopped()
                .ifPresent(reason -> context.err()
                        .println("unmask: stopped after " + outcome.received().size() + " of " + requests
                                + " requests: " + reason));
        return outcome.stopped().isPresent() || figures.answered().isEmpty() ? 1 : 0;
    }

    private String announcement(Plan plan) {
        String load = plan.arrivals().isPresent()
                ? arrivals + ", " + rate + " requests a second"
                : clients + (clients == 1 ? " client" : " clients");
        return "load on " + plan.target() + plan.path() + ", model " + model + ": " + requests + " requests of at most "
                + generatedTokens + " tokens, " + (long) requests * generatedTokens + " in all, after " + warmUps
                + " for warming up; " + load;
    }

    private void print(Plan plan, Figures figures, ImportedResult result) {
        context.out()
                .print(
                        switch (format) {
                            case TEXT -> LoadText.of(result, context.console().columns());
                            case JSON -> result.json().toPrettyString() + "\n";
                            case VLLM ->
                                VllmJson.of(plan, model, figures, LocalDateTime.now(ZoneId.systemDefault()))
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
