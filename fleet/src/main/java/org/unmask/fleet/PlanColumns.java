package org.unmask.fleet;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.unmask.core.text.Column;
import org.unmask.cost.hardware.Figure;

/// The columns of plans, in files and on a terminal. What there is no fleet for is not known.
public final class PlanColumns {
    /// One line for each model, strategy and device.
    public static final List<Column<Plan>> PLAN = List.of(
            Column.text("model", "Model.", plan -> plan.scenario().model().id()),
            Column.text("device", "Device.", plan -> plan.scenario().device().id()),
            Column.text(
                    "strategy",
                    "Decoding strategy with its keys.",
                    plan -> plan.scenario().strategy().toString()),
            Column.text(
                    "batching",
                    "When sequences join a running batch.",
                    plan -> plan.sizing().fleet().batching().id()),
            Column.text(
                    "priority",
                    "Waiting request that begins first.",
                    plan -> plan.sizing().fleet().priority().id()),
            Column.text(
                    "profile",
                    "Runtime profile: costs of the software beyond the roofs.",
                    plan -> plan.scenario().profile().id()),
            Column.whole(
                    "tensor_parallel",
                    "",
                    "Devices that share every layer.",
                    plan -> plan.scenario().deployment().tensor()),
            Column.whole(
                    "pipeline_parallel",
                    "",
                    "Stages that hold some of the layers each.",
                    plan -> plan.scenario().deployment().stages()),
            Column.whole(
                    "expert_parallel",
                    "",
                    "Devices that whole experts are dealt out to; 1 if experts are split like other layers.",
                    plan -> plan.scenario().deployment().ranks()),
            Column.text(
                    "answer",
                    "Whether there is such a fleet: at, given, never (no number of replicas helps) or beyond (the largest"
                            + " that was looked at does not do).",
                    plan -> plan.sized().answer().name().toLowerCase(Locale.ROOT)),
            whole(
                    "replicas",
                    "",
                    "Replicas of the fleet.",
                    outcome -> outcome.fleet().allReplicas()),
            whole(
                    "prefill_replicas",
                    "",
                    "Replicas of them that compute prompts only; 0 if all do both.",
                    outcome -> outcome.fleet().prefillReplicas()),
            Column.wholeIfKnown(
                    "devices",
                    "",
                    "Devices of all replicas.",
                    plan -> plan.bill().map(bill -> (long) bill.devices())),
            bill("dollars_per_hour", "USD/h", "Rent of all devices.", Bill::dollarsPerHour)
                    .headed("USD/h"),
            bill(
                            "dollars_per_million_tokens",
                            "USD",
                            "Rent for a million tokens that were asked for.",
                            Bill::dollarsPerMillionTokens)
                    .headed("USD/Mtok"),
            real("good_share", "%", "Share of answers that meet the objective.", Outcome::goodShare)
                    .headed("good"),
            real("utilisation", "%", "Share of their time in which replicas compute.", Outcome::utilisation)
                    .headed("busy"),
            real(
                            "time_to_first_block_p50",
                            "s",
                            "Median time to the first block, of autoregression to the first token.",
                            outcome -> outcome.firstBlock().percentile(50))
                    .headed("block p50"),
            real(
                    "time_to_first_block_p90",
                    "s",
                    "90th percentile of the time to the first block.",
                    outcome -> outcome.firstBlock().percentile(90)),
            real(
                            "time_to_first_block_p99",
                            "s",
                            "99th percentile of the time to the first block.",
                            outcome -> outcome.firstBlock().percentile(99))
                    .headed("block p99"),
            real(
                            "time_per_output_token_p99",
                            "s",
                            "99th percentile of the time per token after the first block.",
                            outcome -> outcome.perToken().percentile(99))
                    .headed("token p99"),
            real(
                            "end_to_end_p50",
                            "s",
                            "Median time to the end of the answer.",
                            outcome -> outcome.end().percentile(50))
                    .headed("end p50"),
            real(
                    "end_to_end_p90",
                    "s",
                    "90th percentile of the time to the end of the answer.",
                    outcome -> outcome.end().percentile(90)),
            real(
                            "end_to_end_p99",
                            "s",
                            "99th percentile of the time to the end of the answer.",
                            outcome -> outcome.end().percentile(99))
                    .headed("end p99"),
            real(
                    "time_to_first_token_p99",
                    "s",
                    "99th percentile of the time to the end of the pass that commits the first token.",
                    outcome -> outcome.firstToken().percentile(99)),
            real(
                    "wait_mean",
                    "s",
                    "Mean time from arrival to the first pass.",
                    outcome -> outcome.queue().mean()),
            real(
                    "transfer_mean",
                    "s",
                    "Mean time from the end of a prompt to the arrival of its keys and values at the replica that decodes; 0 if"
                            + " replicas do both.",
                    outcome -> outcome.transfer().count() == 0
                            ? 0
                            : outcome.transfer().mean()),
            real(
                    "prefill_utilisation",
                    "%",
                    "Share of their time in which replicas compute that compute prompts only.",
                    Outcome::prefillUtilisation),
            real(
                    "end_to_end_mean",
                    "s",
                    "Mean time to the end of the answer.",
                    outcome -> outcome.end().mean()),
            real("goodput", "1/s", "Answers a second that meet the objective.", Outcome::goodput),
            real("tokens_per_second", "tokens/s", "Tokens a second of all replicas.", Outcome::tokensPerSecond),
            real("mean_batch", "", "Sequences of a pass on average.", Outcome::meanBatch),
            real("mean_requests", "", "Requests in the fleet on average.", Outcome::meanRequests),
            whole("preemptions", "", "Sequences that lost their keys for lack of memory.", Outcome::preemptions),
            whole("kv_peak_bytes", "B", "Keys and values of the fullest replica.", Outcome::mostKeptBytes),
            bill("joules_per_token", "J", "Electricity per token that was asked for.", Bill::joulesPerToken),
            power("busy_watts", "Power of a device while its replica computes.", Power::busy),
            power(
                    "idle_watts",
                    "Power of a device while it waits. If its file gives none, that of a device that computes is taken, which is an upper bound.",
                    Power::idle),
            Column.text(
                    "idle_watts_source",
                    "Source of that power; it is the word assumed if the file of the device gives none.",
                    plan -> plan.power()
                            .map(power ->
                                    power.isAssumed() ? "assumed" : power.idle().source())
                            .orElse("")),
            Column.real(
                    "alone_end_to_end_p50",
                    "s",
                    "Median time of a request that is alone on a replica.",
                    plan -> plan.sized().alone().end().percentile(50)),
            Column.real(
                    "alone_good_share",
                    "%",
                    "Share of requests that meet the objective alone.",
                    plan -> plan.sized().alone().goodShare()),
            Column.whole(
                    "requests",
                    "",
                    "Requests that were served.",
                    plan -> plan.sizing().traffic().count()));

    private PlanColumns() {}

    private static Column<Plan> real(String id, String unit, String meaning, ToDoubleFunction<Outcome> value) {
        return Column.realIfKnown(
                id,
                unit,
                meaning,
                plan -> plan.sized()
                        .found()
                        .map(outcome -> OptionalDouble.of(value.applyAsDouble(outcome)))
                        .orElse(OptionalDouble.empty()));
    }

    private static Column<Plan> whole(String id, String unit, String meaning, Function<Outcome, Number> value) {
        return Column.wholeIfKnown(
                id,
                unit,
                meaning,
                plan -> plan.sized().found().map(outcome -> value.apply(outcome).longValue()));
    }

    private static Column<Plan> power(String id, String meaning, Function<Power, Figure> value) {
        return Column.realIfKnown(
                id,
                "W",
                meaning,
                plan -> plan.power()
                        .map(power -> OptionalDouble.of(value.apply(power).value()))
                        .orElse(OptionalDouble.empty()));
    }

    private static Column<Plan> bill(String id, String unit, String meaning, Function<Bill, OptionalDouble> value) {
        return Column.realIfKnown(
                id, unit, meaning, plan -> plan.bill().map(value).orElse(OptionalDouble.empty()));
    }
}
