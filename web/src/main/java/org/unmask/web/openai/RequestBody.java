package org.unmask.web.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.unmask.core.model.ChatTurn;
import org.unmask.core.text.Names;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.JsonNode;

/// Reads the bodies of requests. What would change an answer and is not done here is refused, never ignored.
final class RequestBody {
    private static final int MOST_STOPS = 16;

    private static final int MOST_LIKELIEST = 20;

    /// Keys that change nothing here, whatever they hold.
    private static final List<String> WITHOUT_EFFECT = List.of(
            "user",
            "metadata",
            "store",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "parallel_tool_calls");

    /// Keys of what is not done here, each with values that ask for nothing.
    private static final List<Neutral> NOT_DONE = List.of(
            new Neutral("frequency_penalty", "0"),
            new Neutral("presence_penalty", "0"),
            new Neutral("repetition_penalty", "1"),
            new Neutral("min_p", "0"),
            new Neutral("min_tokens", "0"),
            new Neutral("logit_bias", "{}"),
            new Neutral("suffix", "\"\""),
            new Neutral("skip_special_tokens", "true"),
            new Neutral("tools", "[]"),
            new Neutral("tool_choice", "\"none\"", "\"auto\""),
            new Neutral("response_format", "{\"type\":\"text\"}"),
            new Neutral("modalities", "[\"text\"]"));

    /// Those of conversations, whose tokens are not scored.
    private static final List<Neutral> NOT_SCORED =
            List.of(new Neutral("echo", "false"), new Neutral("logprobs", "false"), new Neutral("top_logprobs", "0"));

    /// Keys that change something.
    private static final List<String> KNOWN = List.of(
            "model",
            "prompt",
            "messages",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "stop",
            "seed",
            "temperature",
            "top_p",
            "top_k",
            "sampler",
            "strategy",
            "stream",
            "stream_options",
            "ignore_eos",
            "echo",
            "logprobs");

    private record Neutral(String key, List<String> values) {
        Neutral(String key, String... values) {
            this(key, List.of(values));
        }

        boolean is(JsonNode value) {
            return values.contains(value.isNumber() ? plain(value.doubleValue()) : value.toString());
        }

        private static String plain(double number) {
            return number == Math.rint(number) ? "" + (long) number : "" + number;
        }
    }

    private final TextModel model;
    private final Limits limits;

    RequestBody(TextModel model, Limits limits) {
        this.model = model;
        this.limits = limits;
    }

    /// A request of `/v1/completions`.
    ///
    /// @throws Refused with the reason, if it is bad
    Asked completion(Fields body) {
        return read(body, (fields, answers) -> {
            List<int[]> prompts = prompts(fields);
            Asked asked = asked(fields, prompts, answers, mostTokens(fields, "max_tokens"));
            return scored(fields, asked);
        });
    }

    /// A request of `/v1/chat/completions`.
    ///
    /// @throws Refused with the reason, if it is bad
    Asked conversation(Fields body) {
        return read(body, (fields, answers) -> {
            int[] prompt = model.tokens(turns(fields));
            int most = mostTokens(fields, "max_completion_tokens", "max_tokens");
            checkNeutral(fields, NOT_SCORED);
            return asked(fields, List.of(prompt), answers, most);
        });
    }

    private interface Reader {
        Asked read(Fields fields, int answers) throws IOException;
    }

    /// The object that the body of any request holds.
    ///
    /// @throws Refused with the reason, if it holds none
    static Fields parse(byte[] body) {
        try {
            return JsonFile.parse("the request", body);
        } catch (IOException e) {
            throw Refused.bad(e);
        }
    }

    /// The model that a request names, if it names one.
    ///
    /// @throws Refused with the reason, if it is not a name
    static Optional<String> model(Fields body) {
        try {
            return body.optionalText("model");
        } catch (IOException e) {
            throw Refused.bad(e);
        }
    }

    private Asked read(Fields fields, Reader reader) {
        try {
            Asked all = reader.read(fields, fields.count("n", 1));
            checkRest(fields);
            checkSizes(all);
            return all;
        } catch (IOException | IllegalArgumentException e) {
            throw Refused.bad(e);
        }
    }

    private Asked asked(Fields fields, List<int[]> prompts, int answers, int mostTokens) throws IOException {
        int best = fields.count("best_of", answers);
        if (best != answers) {
            throw fields.bad("best_of", "the value of n: all answers are returned");
        }
        return new Asked(
                prompts,
                answers,
                mostTokens,
                !fields.flag("ignore_eos", false),
                fields.optionalText("strategy"),
                drawing(fields),
                stops(fields),
                false,
                OptionalInt.empty(),
                streaming(fields));
    }

    /// With the prompt before the answer, and with the probabilities of their tokens, if that is asked for.
    private static Asked scored(Fields fields, Asked asked) throws IOException {
        boolean echo = fields.flag("echo", false);
        OptionalInt likeliest = OptionalInt.empty();
        if (fields.says("logprobs", false)) {
            fields.node("logprobs");
        } else if (fields.has("logprobs") && !fields.node("logprobs").isNull()) {
            int most = fields.whole("logprobs", 0);
            if (most > MOST_LIKELIEST) {
                throw fields.bad("logprobs", "a whole number from 0 to " + MOST_LIKELIEST);
            }
            likeliest = OptionalInt.of(most);
        }
        if ((echo || likeliest.isPresent()) && asked.streaming().pieces()) {
            throw fields.bad("stream", "false, where echo or logprobs is asked for");
        }
        if (likeliest.isPresent() && !asked.stops().isEmpty()) {
            throw fields.bad("stop", "nothing, where logprobs is asked for");
        }
        return asked.with(echo, likeliest);
    }

    private int mostTokens(Fields fields, String... keys) throws IOException {
        OptionalInt most = OptionalInt.empty();
        for (String key : keys) {
            OptionalInt said = fields.optionalCount(key);
            if (most.isPresent() && said.isPresent() && most.getAsInt() != said.getAsInt()) {
                throw fields.bad(key, "the same number as " + keys[0]);
            }
            most = said.isPresent() ? said : most;
        }
        return most.orElse(limits.tokens());
    }

    private List<int[]> prompts(Fields fields) throws IOException {
        JsonNode prompt = fields.node("prompt");
        List<int[]> prompts = new ArrayList<>();
        if (prompt.isString()) {
            prompts.add(model.tokens(prompt.stringValue()));
        } else if (prompt.isArray() && !prompt.isEmpty() && prompt.get(0).isNumber()) {
            prompts.add(tokens(fields, prompt));
        } else if (prompt.isArray() && !prompt.isEmpty() && prompt.size() <= limits.answers()) {
            for (JsonNode each : prompt) {
                prompts.add(each.isString() ? model.tokens(each.stringValue()) : tokens(fields, each));
            }
        } else {
            throw fields.bad(
                    "prompt",
                    "a text, a list of tokens, or a list of at most " + limits.answers() + " texts or lists of tokens");
        }
        return prompts;
    }

    private int[] tokens(Fields fields, JsonNode list) throws IOException {
        int vocabulary = model.vocabulary();
        int[] tokens = new int[list.isArray() ? list.size() : 0];
        for (int i = 0; i < tokens.length; i++) {
            JsonNode token = list.get(i);
            tokens[i] = token.isInt() && token.intValue() >= 0 && token.intValue() < vocabulary ? token.intValue() : -1;
        }
        if (!list.isArray() || Arrays.stream(tokens).anyMatch(token -> token < 0)) {
            throw fields.bad("prompt", "texts, or lists of tokens from 0 to " + (vocabulary - 1));
        }
        return tokens;
    }

    private static List<ChatTurn> turns(Fields fields) throws IOException {
        List<ChatTurn> turns = new ArrayList<>();
        for (Fields message : fields.objects("messages")) {
            turns.add(new ChatTurn(role(message), content(message)));
        }
        if (turns.isEmpty()) {
            throw fields.bad("messages", "at least one message");
        }
        return turns;
    }

    private static ChatTurn.Role role(Fields message) throws IOException {
        String role = message.text("role");
        for (ChatTurn.Role known : ChatTurn.Role.values()) {
            if (known.id().equals(role)) {
                return known;
            }
        }
        if (role.equals("developer")) {
            return ChatTurn.Role.SYSTEM;
        }
        throw message.bad("role", "system, developer, user or assistant");
    }

    /// A text, or a list of parts that are all texts.
    private static String content(Fields message) throws IOException {
        if (!message.isList("content")) {
            return message.verbatim("content").orElseThrow(() -> message.bad("content", "a text"));
        }
        StringBuilder text = new StringBuilder();
        for (Fields part : message.objects("content")) {
            if (!part.says("type", "text")) {
                throw part.bad("type", "\"text\", the only kind that is understood");
            }
            text.append(part.verbatim("text").orElseThrow(() -> part.bad("text", "a text")));
        }
        return text.toString();
    }

    /// Greedy unless a temperature is given. Draws without a seed differ from one request to the next.
    private static Question.Drawing drawing(Fields fields) throws IOException {
        double temperature = fields.has("temperature") ? fields.number("temperature") : 0;
        int topK = fields.says("top_k", -1) ? 0 : fields.whole("top_k", 0);
        double topP = fields.positive("top_p", 1);
        return new Question.Drawing(
                fields.optionalText("sampler"),
                temperature,
                topK,
                topP,
                fields.has("seed") ? seed(fields) : ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE));
    }

    private static long seed(Fields fields) throws IOException {
        JsonNode seed = fields.node("seed");
        if (!seed.isIntegralNumber() || !seed.canConvertToLong()) {
            throw fields.bad("seed", "a whole number");
        }
        return seed.longValue();
    }

    private static List<String> stops(Fields fields) throws IOException {
        List<String> stops = List.of();
        if (fields.isList("stop")) {
            stops = fields.texts("stop");
        } else if (fields.has("stop")) {
            stops = List.of(fields.verbatim("stop").orElseThrow());
        }
        if (stops.size() > MOST_STOPS || stops.stream().anyMatch(String::isEmpty)) {
            throw fields.bad("stop", "at most " + MOST_STOPS + " texts, none of them empty");
        }
        return stops;
    }

    private static Asked.Streaming streaming(Fields fields) throws IOException {
        boolean pieces = fields.flag("stream", false);
        if (!fields.has("stream_options")) {
            return new Asked.Streaming(pieces, false, false, false);
        }
        Fields options = fields.object("stream_options");
        if (!pieces) {
            throw fields.bad("stream_options", "nothing, unless stream is true");
        }
        boolean every = options.flag("continuous_usage_stats", false);
        boolean usage = options.flag("include_usage", false);
        boolean provisional = options.flag("provisional", false);
        options.flag("include_obfuscation", false);
        options.end();
        return new Asked.Streaming(true, usage, every, provisional);
    }

    private static void checkRest(Fields fields) throws IOException {
        checkNeutral(fields, NOT_DONE);
        WITHOUT_EFFECT.forEach(fields::node);
        for (String key : fields.rest().propertyNames()) {
            if (!fields.node(key).isNull()) {
                throw Names.unknown("key", key.length() > 60 ? key.substring(0, 60) : key, KNOWN);
            }
        }
    }

    private static void checkNeutral(Fields fields, List<Neutral> keys) throws IOException {
        for (Neutral neutral : keys) {
            if (fields.has(neutral.key()) && !neutral.is(fields.node(neutral.key()))) {
                throw fields.bad(
                        neutral.key(), String.join(" or ", neutral.values()) + ", since nothing else is done here");
            }
        }
    }

    private void checkSizes(Asked asked) {
        long answers = (long) asked.prompts().size() * asked.answers();
        if (answers > limits.answers()) {
            throw Refused.bad(asked.prompts().size() + " prompts with n " + asked.answers() + " make " + answers
                    + " answers; expected at most " + limits.answers());
        }
        for (int[] prompt : asked.prompts()) {
            if (prompt.length == 0) {
                throw Refused.bad("the prompt has no tokens");
            }
            long positions = (long) prompt.length + asked.mostTokens();
            if (model.positions().isPresent() && positions > model.positions().getAsInt()) {
                throw Refused.tooLong("the prompt has " + prompt.length + " tokens and the answer may have "
                        + asked.mostTokens() + ", together " + positions + "; the model takes "
                        + model.positions().getAsInt() + ": shorten the prompt, or ask for fewer tokens");
            }
        }
    }
}
