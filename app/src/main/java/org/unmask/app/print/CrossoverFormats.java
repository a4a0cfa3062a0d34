package org.unmask.app.print;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.unmask.core.text.Csv;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.BatchCrossover;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.ContextCrossover;
import org.unmask.cost.crossover.Crossover;
import org.unmask.cost.crossover.CrossoverColumns;
import org.unmask.cost.crossover.DraftCrossover;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.crossover.Range;
import org.unmask.cost.crossover.RidgeCrossover;
import org.unmask.cost.crossover.Sample;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.crossover.TokenCrossover;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Crossovers as JSON and CSV. What has no answer is `null` in JSON and empty in CSV, beside a word that says why.
public final class CrossoverFormats {
    private static final String SCHEMA = "unmask.crossover/1";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CrossoverFormats() {}

    /// One object, or an array if there are several.
    public static String json(List<Crossover> crossovers) {
        ArrayNode array = JSON.createArrayNode();
        crossovers.forEach(crossover -> array.add(json(crossover)));
        return pretty(array);
    }

    static String pretty(ArrayNode array) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array.size() == 1 ? array.get(0) : array);
    }

    private static ObjectNode json(Crossover crossover) {
        Sentences sentences = new Sentences(crossover);
        ObjectNode root = inputs(crossover.contest(), SCHEMA);
        root.put("batch", crossover.given().batch())
                .put("prompt_tokens", crossover.given().promptTokens())
                .put("max_batch", crossover.batches().limit())
                .put("max_context_tokens", crossover.contexts().limitTokens());
        root.set("given", race(crossover.given()).put("words", sentences.given()));
        root.set("overtaking_batch", batches(crossover.batches(), sentences));
        root.set("break_even_steps", steps(crossover.steps(), sentences));
        root.set("break_even_tokens_per_pass", tokens(crossover.tokens(), sentences));
        root.set("largest_context", contexts(crossover.contexts(), sentences));
        root.set("ridge_batch", ridge(crossover.ridge(), sentences));
        crossover.drafts().ifPresent(found -> root.set("drafts_lose_batch", drafts(found, sentences)));
        return root;
    }

    /// The inputs all points of a contest share.
    static ObjectNode inputs(Contest contest, String schema) {
        return JSON.createObjectNode()
                .put("schema", schema)
                .put("autoregressive", contest.autoregressive().id())
                .put("autoregressive_strategy", contest.autoregressiveStrategy().toString())
                .put("diffusion", contest.diffusion().id())
                .put("strategy", contest.diffusionStrategy().toString())
                .put("device", contest.device().id())
                .put("logits", contest.logits().id())
                .put("profile", contest.profile().id())
                .put("dtype", contest.types().label())
                .put("weight_dtype", contest.types().weight().id())
                .put("activation_dtype", contest.types().activation().id())
                .put("kv_dtype", contest.types().keyValue().id())
                .put("generated_tokens", contest.generatedTokens());
    }

    static ObjectNode race(Race race) {
        ObjectNode node = JSON.createObjectNode()
                .put("autoregressive_seconds", race.autoregressiveSeconds())
                .put("diffusion_seconds", race.diffusionSeconds())
                .put("autoregressive_tokens_per_second", race.autoregressiveTokensPerSecond())
                .put("diffusion_tokens_per_second", race.diffusionTokensPerSecond())
                .put("autoregressive_fits", race.autoregressiveFits())
                .put("diffusion_fits", race.diffusionFits())
                .put("verdict", race.verdict().id())
                .put("winner", race.verdict().winner());
        return race.verdict().isRun() ? node.put("ratio", race.ratio()) : node.putNull("ratio");
    }

    private static ObjectNode batches(BatchCrossover found, Sentences sentences) {
        ObjectNode node = answer(found.answer(), String.join(". ", sentences.batches()));
        put(node, "batch", found.answer() == Answer.NEVER ? Optional.empty() : found.at());
        put(
                node,
                "for_good_from_batch",
                found.overtaking().map(BatchCrossover.Overtaking::forGood).orElse(OptionalInt.empty()));
        proof(node, "batch", found.at(), found.otherSide());
        node.set("autoregressive", capacity(found.autoregressive(), found.limit()));
        node.set("diffusion", capacity(found.diffusion(), found.limit()));
        return ranges(node, "batch", found.ranges());
    }

    private static ObjectNode capacity(BatchCrossover.Capacity capacity, int limit) {
        ObjectNode node = JSON.createObjectNode()
                .put("largest_batch", capacity.largestBatch())
                .put("stopped_at_limit", capacity.largestBatch() == limit);
        rate(node, "at_largest", capacity.atLargest());
        rate(node, "best", capacity.best());
        return node;
    }

    private static void rate(ObjectNode node, String key, Optional<BatchCrossover.Rate> rate) {
        if (rate.isEmpty()) {
            node.putNull(key);
        } else {
            node.putObject(key)
                    .put("batch", rate.get().batch())
                    .put("tokens_per_second", rate.get().tokensPerSecond());
        }
    }

    private static ObjectNode steps(StepCrossover found, Sentences sentences) {
        ObjectNode node = answer(found.answer(), sentences.steps());
        put(node, "steps", found.steps());
        put(node, "largest_steps", found.answer() == Answer.NEVER ? Optional.empty() : found.at());
        put(node, "autoregressive_seconds_in_mean_passes", found.meanPasses());
        proof(node, "steps", found.at(), found.otherSide());
        return ranges(node, "steps", found.ranges());
    }

    private static ObjectNode tokens(TokenCrossover found, Sentences sentences) {
        ObjectNode node = answer(found.answer(), sentences.tokens());
        put(node, "tokens_per_pass", found.tokensPerPass());
        node.put("precision", TokenCrossover.PRECISION).put("strategy", found.strategy());
        put(node, "realized_tokens_per_pass", found.realized());
        proof(node, "tokens_per_pass", found.at(), found.otherSide());
        return node;
    }

    private static ObjectNode contexts(ContextCrossover found, Sentences sentences) {
        ObjectNode node = answer(found.answer(), sentences.contexts());
        boolean wins = found.answer() == Answer.AT || found.answer() == Answer.ALWAYS;
        put(node, "prompt_tokens", wins ? found.at() : Optional.empty());
        proof(node, "prompt_tokens", found.at(), found.otherSide());
        return ranges(node, "prompt_tokens", found.ranges());
    }

    private static ObjectNode ridge(RidgeCrossover found, Sentences sentences) {
        ObjectNode node = answer(found.answer(), sentences.ridge());
        put(node, "batch", found.batch());
        node.put("ridge_flops_per_byte", found.ridge());
        put(node, "arithmetic_intensity", found.intensity());
        put(node, "arithmetic_intensity_before", found.before());
        return node;
    }

    private static ObjectNode drafts(DraftCrossover found, Sentences sentences) {
        ObjectNode node = answer(found.answer(), sentences.drafts(found));
        boolean loses = found.answer() == Answer.AT || found.answer() == Answer.ALWAYS;
        put(node, "batch", loses ? OptionalInt.of(found.at().orElseThrow().batch()) : OptionalInt.empty());
        node.put("for_good", found.lasting());
        duel(node, "at", found.at());
        duel(node, "other_side", found.before());
        return node;
    }

    private static void duel(ObjectNode node, String name, Optional<DraftCrossover.Duel> duel) {
        if (duel.isEmpty()) {
            node.putNull(name);
            return;
        }
        node.putObject(name)
                .put("batch", duel.get().batch())
                .put("drafted_seconds", duel.get().draftedSeconds())
                .put("alone_seconds", duel.get().aloneSeconds());
    }

    private static ObjectNode answer(Answer answer, String words) {
        return JSON.createObjectNode().put("answer", answer.id()).put("words", words);
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }

    private static void put(ObjectNode node, String key, OptionalInt value) {
        if (value.isPresent()) {
            node.put(key, value.getAsInt());
        } else {
            node.putNull(key);
        }
    }

    /// A whole number.
    private static void put(ObjectNode node, String key, Optional<Sample> sample) {
        if (sample.isPresent()) {
            node.put(key, (long) sample.get().value());
        } else {
            node.putNull(key);
        }
    }

    private static void proof(ObjectNode node, String key, Optional<Sample> at, Optional<Sample> otherSide) {
        sample(node, "at", key, at);
        sample(node, "other_side", key, otherSide);
    }

    private static void sample(ObjectNode node, String name, String key, Optional<Sample> sample) {
        if (sample.isEmpty()) {
            node.putNull(name);
            return;
        }
        double value = sample.get().value();
        ObjectNode child = node.putObject(name);
        if (value == Math.rint(value)) {
            child.put(key, (long) value);
        } else {
            child.put(key, value);
        }
        child.put("autoregressive_seconds", sample.get().autoregressiveSeconds())
                .put("diffusion_seconds", sample.get().diffusionSeconds());
    }

    private static ObjectNode ranges(ObjectNode node, String unit, List<Range> ranges) {
        ArrayNode array = node.putArray("ranges");
        for (Range range : ranges) {
            array.addObject()
                    .put("first_" + unit, range.first())
                    .put("last_" + unit, range.last())
                    .put("verdict", range.verdict().id());
        }
        return node;
    }

    /// A header line and one line per setting.
    public static String csv(List<Crossover> crossovers) {
        return Csv.of(CrossoverColumns.CROSSOVER).all(crossovers);
    }
}
