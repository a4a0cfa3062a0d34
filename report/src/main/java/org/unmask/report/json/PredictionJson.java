package org.unmask.report.json;

import java.util.Optional;
import org.unmask.core.decode.RecordedAnswers;
import org.unmask.core.model.ExpertSkew;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Energy;
import org.unmask.cost.predict.Interval;
import org.unmask.cost.predict.Money;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Totals;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Predictions as JSON, `unmask.prediction/1`.
public final class PredictionJson {
    private static final String SCHEMA = "unmask.prediction/1";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private PredictionJson() {}

    /// The keys are a contract; sizes are bytes, times seconds.
    public static ObjectNode of(Prediction prediction) {
        Timeline timeline = prediction.timeline();
        ObjectNode root = setting(SCHEMA, prediction);
        skew(prediction).ifPresent(skew -> root.put("expert_skew", skew.exponent()));
        prediction.scenario().types().storage().ifPresent(storage -> root.put("weight_storage", storage.words()));
        drafter(prediction, root);
        root.set("deployment", deployment(prediction.scenario().deployment()));
        root.set("totals", totals(prediction.totals()));
        prediction
                .interval()
                .ifPresent(interval -> root.putObject("interval")
                        .put("low_seconds", interval.low())
                        .put("high_seconds", interval.high())
                        .put("share", Interval.SHARE));
        prediction.range().ifPresent(range -> root.set("range", range(range)));
        prediction.acceptance().ifPresent(answers -> root.set("acceptance", acceptance(answers)));
        root.set("memory", memory(prediction));
        energy(prediction, root);
        cost(prediction, root);
        root.set("phases", phases(timeline));
        root.set("operators", operators(prediction, timeline));
        return root;
    }

    /// What was predicted, under the same keys in every document of a prediction.
    static ObjectNode setting(String schema, Prediction prediction) {
        return NODES.objectNode()
                .put("schema", schema)
                .put("model", prediction.model().id())
                .put("device", prediction.device().id())
                .put("strategy", prediction.strategy().toString())
                .put("logits", prediction.request().logits().id())
                .put("profile", prediction.scenario().profile().id())
                .put("dtype", prediction.scenario().types().label())
                .put("weight_dtype", prediction.scenario().types().weightLabel())
                .put(
                        "activation_dtype",
                        prediction.scenario().types().activation().id())
                .put("kv_dtype", prediction.scenario().types().keyValue().id())
                .put("batch", prediction.request().batch())
                .put("prompt_tokens", prediction.request().promptTokens())
                .put("generated_tokens", prediction.request().generatedTokens());
    }

    /// How unlike each other experts are chosen, where that is assumed.
    private static Optional<ExpertSkew> skew(Prediction prediction) {
        return prediction.model().architecture().experts().map(Experts::skew).filter(skew -> !skew.isNone());
    }

    /// Only where a strategy has passes of a drafter: the model, null if it is layers within the target, and the passes of each.
    private static void drafter(Prediction prediction, ObjectNode root) {
        long drafts = prediction.draftPasses();
        if (drafts > 0) {
            root.putObject("drafter")
                    .put("model", prediction.scenario().drafter().map(Model::id).orElse(null))
                    .put("passes", drafts)
                    .put("target_passes", prediction.totals().passes() - drafts);
        }
    }

    private static ObjectNode deployment(Deployment deployment) {
        ObjectNode node = NODES.objectNode()
                .put("devices", deployment.devices())
                .put("tensor_parallel", deployment.tensor())
                .put("pipeline_parallel", deployment.stages())
                .put("expert_parallel", deployment.ranks());
        if (deployment.devices() == 1) {
            return node.putNull("link");
        }
        Deployment.Link link = deployment.link();
        node.putObject("link")
                .put("id", link.id())
                .put("bytes_per_second", link.bytesPerSecond())
                .put("latency_seconds", link.latencySeconds())
                .put("source", link.source());
        return node;
    }

    /// Only where a strategy assumes a distribution: the percentiles of passes and of what follows from them.
    private static ObjectNode range(Prediction.Range range) {
        ObjectNode node = NODES.objectNode();
        node.putObject("passes")
                .put("percentile_10", range.few().passes())
                .put("percentile_90", range.many().passes());
        node.putObject("seconds")
                .put("percentile_10", range.few().seconds())
                .put("percentile_90", range.many().seconds());
        node.putObject("tokens_per_second")
                .put("percentile_10", range.many().tokensPerSecond())
                .put("percentile_90", range.few().tokensPerSecond());
        return node;
    }

    /// Only where passes are assumed to commit as recorded answers did: whose they are, and to what.
    private static ObjectNode acceptance(RecordedAnswers answers) {
        return NODES.objectNode()
                .put("model", answers.model())
                .put("dataset", answers.data())
                .put("strategy", answers.strategy().toString())
                .put("generated_tokens", answers.generatedTokens())
                .put("answers", answers.count())
                .put("tokens_per_pass", answers.tokensPerPass());
    }

    private static ObjectNode totals(Totals totals) {
        Work work = totals.work();
        return NODES.objectNode()
                .put("passes", totals.passes())
                .put("matmul_flops", work.matmulFlops())
                .put("flops", work.flops())
                .put("bytes_read", work.bytesRead())
                .put("bytes_written", work.bytesWritten())
                .put("weight_bytes", work.weightBytes())
                .put("kv_bytes", work.keyValueBytes())
                .put("arithmetic_intensity", work.arithmeticIntensity())
                .put("seconds", totals.seconds())
                .put("first_token_seconds", totals.firstTokenSeconds())
                .put("tokens_per_second", totals.tokensPerSecond())
                .put("tokens_per_pass", totals.tokensPerPass())
                .put(
                        "matmul_flops_per_token",
                        work.matmulFlops() / totals.scenario().request().tokens())
                .put("link_bytes", work.linkBytes())
                .put("tokens_per_second_per_user", totals.tokensPerSecondPerUser())
                .put("tokens_per_second_per_device", totals.tokensPerSecondPerDevice());
    }

    private static ObjectNode memory(Prediction prediction) {
        MemoryEstimate memory = prediction.memory();
        return NODES.objectNode()
                .put("weight_bytes", memory.weightBytes())
                .put("kv_cache_bytes", memory.keyValueBytes())
                .put("activation_bytes", memory.activationBytes())
                .put("logit_bytes", memory.logitBytes())
                .put("total_bytes", memory.totalBytes())
                .put("capacity_bytes", prediction.totals().capacityBytes())
                .put("fits", prediction.fits())
                .put("largest_batch", prediction.largestBatch());
    }

    private static void energy(Prediction prediction, ObjectNode root) {
        prediction
                .totals()
                .energy()
                .ifPresentOrElse(
                        energy -> root.putObject("energy")
                                .put("joules", energy.joules())
                                .put("joules_per_token", energy.joulesPerToken())
                                .put("watts", energy.watts())
                                .put("assumption", Energy.ASSUMPTION),
                        () -> root.putNull("energy").put("energy_missing", Energy.missing(prediction.device())));
    }

    private static void cost(Prediction prediction, ObjectNode root) {
        prediction
                .totals()
                .money()
                .ifPresentOrElse(
                        money -> root.putObject("cost")
                                .put("dollars_per_million_tokens", money.dollarsPerMillionTokens())
                                .put("dollars_per_hour", money.dollarsPerHour())
                                .put("source", money.source()),
                        () -> root.putNull("cost").put("cost_missing", Money.missing(prediction.device())));
    }

    private static ArrayNode phases(Timeline timeline) {
        ArrayNode phases = NODES.arrayNode();
        for (Timeline.PhaseTotal phase : timeline.phases()) {
            phases.addObject()
                    .put("name", phase.name())
                    .put("passes", phase.passes())
                    .put("queries", phase.queries())
                    .put("context_first", phase.contextFirst())
                    .put("context_last", phase.contextLast())
                    .put("seconds", phase.seconds());
        }
        return phases;
    }

    private static ArrayNode operators(Prediction prediction, Timeline timeline) {
        ArrayNode operators = NODES.arrayNode();
        boolean timed = prediction.scenario().profile().timings().isPresent();
        for (OperatorTotal operator : timeline.operators()) {
            ObjectNode node = operators.addObject();
            node.put("name", operator.name())
                    .put("calls", operator.calls())
                    .put("matmul_flops", operator.work().matmulFlops())
                    .put("bytes", operator.work().bytes())
                    .put("seconds", operator.seconds())
                    .put("bound", prediction.bound(operator).id())
                    .put("link_bytes", operator.work().linkBytes());
            if (timed) {
                node.put("basis", prediction.basis(operator).id());
            }
        }
        return operators;
    }
}
