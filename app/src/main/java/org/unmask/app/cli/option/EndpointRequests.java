package org.unmask.app.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.ChatTurn;
import org.unmask.core.text.UsageException;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Traffic;
import org.unmask.run.session.Prompt;
import org.unmask.run.session.PromptFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The options that say what is sent to a server, and in a recorded load also when.
public final class EndpointRequests {
    private static final int MOST_REQUESTS = 100_000;
    private static final int USUAL_REQUESTS = 100;

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "Model, as the server names it.")
    private String model;

    @Option(names = "--chat", description = "Send conversations (/v1/chat/completions) instead of plain prompts.")
    private boolean chat;

    @ArgGroup
    private Prompts prompts = new Prompts();

    static final class Prompts {
        @Option(
                names = {"--prompts", "--dataset"},
                paramLabel = "FILE",
                description =
                        "Prompts as JSON lines, as `measure` takes them; they are repeated if there are fewer than"
                                + " requests.")
        private Path file;

        @Option(
                names = {"--prompt-len", "--input-len"},
                paramLabel = "N",
                description = "Random tokens for prompts, N each. They falsify the number of denoising steps.")
        private Integer tokens;
    }

    @Option(
            names = {"--replay", "--trace"},
            paramLabel = "FILE",
            description =
                    "Recorded requests, as `fleet` takes them (--trace): their times and lengths, at --rate if it is"
                            + " given too. Without --prompts their prompts are random tokens.")
    private Path replay;

    @Option(
            names = "--vocab-size",
            defaultValue = "0",
            paramLabel = "N",
            description = "Number of tokens that random prompts are drawn from.")
    private int vocabulary;

    @Option(
            names = {"--gen-len", "--output-len"},
            defaultValue = "64",
            paramLabel = "N",
            description = "Largest number of tokens of an answer, but with --replay. Default: ${DEFAULT-VALUE}.")
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
            paramLabel = "N",
            description = "Number of requests. Default: " + USUAL_REQUESTS + ", or all of --replay.")
    private Integer requests;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Seed of arrivals and random prompts. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /// Requests, in order.
    ///
    /// @param bodies  of the requests
    /// @param times  when they come, if that was recorded
    /// @param random  whether their prompts are random tokens
    public record Sent(List<ObjectNode> bodies, Optional<Arrivals.Recorded> times, boolean random) {
        public Sent {
            bodies = List.copyOf(bodies);
        }

        /// Tokens of the longest answer that is asked for.
        public int longestAnswer() {
            return bodies.stream().mapToInt(Sent::tokens).max().orElseThrow();
        }

        /// Tokens that are asked for at most, of all answers together.
        public long tokens() {
            return bodies.stream().mapToLong(Sent::tokens).sum();
        }

        private static int tokens(ObjectNode body) {
            return body.path("max_tokens").asInt();
        }
    }

    /// The requests.
    ///
    /// @param tell  hears of recorded requests that are left out
    /// @throws IOException naming file and line, if prompts or recorded requests cannot be read
    public Sent sent(Consumer<String> tell) throws IOException {
        check();
        Optional<Traffic.Trace> recorded =
                replay == null ? Optional.empty() : Optional.of(TrafficOptions.recorded(replay, tell));
        List<Arrival> arrivals = recorded.map(Traffic.Trace::arrivals).orElse(List.of());
        int count = requests != null ? requests : arrivals.isEmpty() ? USUAL_REQUESTS : arrivals.size();
        if (recorded.isPresent() && count > arrivals.size()) {
            throw new UsageException("--requests " + count + "; " + replay + " has " + arrivals.size());
        }
        if (count > MOST_REQUESTS) {
            throw new UsageException("--requests " + count + "; expected at most " + MOST_REQUESTS);
        }
        List<Prompt> texts = prompts.file == null ? List.of() : PromptFile.read(prompts.file);
        SplittableRandom random = new SplittableRandom(seed);
        List<ObjectNode> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int most = arrivals.isEmpty() ? generatedTokens : arrivals.get(i).generatedTokens();
            int length = prompts.tokens != null || arrivals.isEmpty()
                    ? Optional.ofNullable(prompts.tokens).orElse(0)
                    : arrivals.get(i).promptTokens();
            bodies.add(texts.isEmpty() ? drawn(most, length, random) : written(most, texts.get(i % texts.size())));
        }
        return new Sent(
                bodies, arrivals.isEmpty() ? Optional.empty() : Optional.of(times(arrivals, count)), texts.isEmpty());
    }

    private static Arrivals.Recorded times(List<Arrival> arrivals, int count) {
        return new Arrivals.Recorded(
                arrivals.subList(0, count).stream().map(Arrival::seconds).toList());
    }

    private void check() {
        if (prompts.file == null && prompts.tokens == null && replay == null) {
            throw new UsageException("give --prompts FILE, --prompt-len N or --replay FILE");
        }
        Numbers.from(1, "--requests", requests == null ? 1 : requests);
        Numbers.from(1, "--gen-len", generatedTokens);
        Numbers.from(1, "--prompt-len", prompts.tokens == null ? 1 : prompts.tokens);
        if (prompts.file == null && (vocabulary < 1 || chat)) {
            throw new UsageException((prompts.tokens == null ? "--replay without --prompts" : "--prompt-len")
                    + " sends random tokens: give their number with --vocab-size, and no --chat");
        }
    }

    private ObjectNode drawn(int most, int length, SplittableRandom random) {
        ObjectNode body = body(most);
        ArrayNode tokens = body.putArray("prompt");
        for (int token = 0; token < length; token++) {
            tokens.add(random.nextInt(vocabulary));
        }
        return body;
    }

    private ObjectNode written(int most, Prompt prompt) {
        ObjectNode body = body(most);
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

    private ObjectNode body(int most) {
        ObjectNode body = JsonMapper.shared()
                .createObjectNode()
                .put("model", model)
                .put("max_tokens", most)
                .put("temperature", 0)
                .put("stream", true);
        body.putObject("stream_options").put("include_usage", true).put("continuous_usage_stats", true);
        if (ignoresEnd) {
            body.put("ignore_eos", true);
        }
        strategy().ifPresent(spec -> body.put("strategy", spec.toString()));
        return body;
    }

    /// The strategy that requests ask for, if they do.
    public Optional<StrategySpec> strategy() {
        return Optional.ofNullable(strategy).map(StrategySpec::parse);
    }

    /// Whether requests were recorded.
    public boolean isRecorded() {
        return replay != null;
    }

    /// Whether prompts come from a file.
    public boolean isWritten() {
        return prompts.file != null;
    }

    /// The model, as requests name it.
    public String model() {
        return model;
    }

    /// The path that requests go to.
    public String path() {
        return chat ? "/v1/chat/completions" : "/v1/completions";
    }

    /// The seed of whatever is drawn.
    public long seed() {
        return seed;
    }
}
