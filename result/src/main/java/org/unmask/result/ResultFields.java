package org.unmask.result;

import java.util.List;

/// The fields of result files, in the order they are written: documents describe the format from here.
public final class ResultFields {
    /// A field.
    ///
    /// @param path  keys with dots between; `[]` stands behind a list, and a key in angle brackets for any name
    /// @param unit  empty for texts and counts
    /// @param meaning  one sentence
    public record Field(String path, String unit, String meaning) {
        private Field(String path, String meaning) {
            this(path, "", meaning);
        }
    }

    /// The fields of the lines of one type, all but `type` itself.
    ///
    /// @param when  such a line is written
    public record LineType(String type, String when, List<Field> fields) {
        public LineType {
            fields = List.copyOf(fields);
        }
    }

    private static final Field SETTING_FIELD = new Field("setting", "What was run and where; see below.");

    /// The lines of a file.
    public static final List<LineType> LINES = List.of(
            new LineType(
                    Header.TYPE,
                    "first line",
                    List.of(
                            new Field("schema", "Version of the format: `" + Header.SCHEMA + "`."),
                            new Field("study", "Name of the study."),
                            new Field(
                                    "study_hash",
                                    "SHA-256 of the study file; results of another hash are never mixed in."),
                            new Field("started", "Time at which the first of the runs was begun, UTC."),
                            new Field("environment.<name>", "Fact about machine, system and program, as text."))),
            new LineType(
                    ProbeResult.TYPE,
                    "before the first run",
                    List.of(
                            new Field("cpu", "Name of the processor."),
                            new Field("threads", "Threads that were used."),
                            new Field("memory_bytes", "B", "Memory of the machine."),
                            new Field("bytes_per_second", "B/s", "Rate of reading memory."),
                            new Field("read_rates[].working_set_bytes", "B", "Bytes that are read again and again."),
                            new Field("read_rates[].bytes_per_second", "B/s", "Rate of reading them."),
                            new Field(
                                    "multiply_add_flops_per_second",
                                    "FLOP/s",
                                    "Rate of float32 multiply-adds on registers."),
                            new Field(
                                    "matmul_flops_per_second.<backend>.<type>",
                                    "FLOP/s",
                                    "Rate of large matrix products with weights of a type."))),
            new LineType(
                    RunResult.TYPE,
                    "per repetition",
                    List.of(
                            SETTING_FIELD,
                            new Field("repetition", "Number from 0; -1 for the extra one that times operators."),
                            new Field("seconds", "s", "Wall time of the whole generation."),
                            new Field("kept_tokens", "Tokens of the batch up to the end tokens."),
                            new Field(
                                    "speeds[].passes", "Passes that had ended when the speed of the machine was read."),
                            new Field("speeds[].seconds", "s", "Time of the run that had passed."),
                            new Field("speeds[].bytes_per_second", "B/s", "Rate of reading memory at that moment."),
                            new Field(
                                    "speeds[].flops_per_second",
                                    "FLOP/s",
                                    "Rate of float32 multiply-adds on registers at that moment."),
                            new Field("passes[].seconds", "s", "Time of a pass."),
                            new Field("passes[].committed", "Tokens that the pass committed, of the whole batch."),
                            new Field("passes[].edited", "Committed tokens that the pass replaced."),
                            new Field(
                                    "passes[].unfinished", "Sequences that need a further pass over the same region."),
                            new Field(
                                    "passes[].masked",
                                    "Masked positions left in the region, of the sequence that has the most."),
                            new Field("passes[].running", "Sequences that have not stopped."),
                            new Field(
                                    "passes[].watched[]",
                                    "Masks left in each part of the canvas that the strategy watches; absent if it"
                                            + " watches none."),
                            new Field(
                                    "passes[].chosen_experts",
                                    "Distinct experts of a layer that some token of the pass chose, a mean of the layers"
                                            + " that have experts; absent if none has."),
                            new Field(
                                    "passes[].operator_seconds.<operator>",
                                    "s",
                                    "Time of all calls of an operator in the pass; only in the extra repetition."),
                            new Field("operators[].name", "Operator; the list is empty but in the extra repetition."),
                            new Field("operators[].calls", "Calls in all passes."),
                            new Field("operators[].seconds", "s", "Time of all calls."))),
            new LineType(
                    AnswerResult.TYPE,
                    "per problem",
                    List.of(
                            SETTING_FIELD,
                            new Field("problem", "Number from 0."),
                            new Field("text", "Answer."),
                            new Field("scored", "Whether an answer was expected."),
                            new Field("exact", "Whether the number behind `####` is right."),
                            new Field("flexible_exact", "Whether the last number is right."),
                            new Field("passes", "Forward passes of the batch."),
                            new Field("computed_tokens", "Tokens committed, padding after the end included."),
                            new Field("kept_tokens", "Tokens up to the end token."),
                            new Field("seconds", "s", "Time of the batch."),
                            new Field("batch", "Problems of the batch."))),
            new LineType(
                    ImportedResult.TYPE,
                    "per result of another program",
                    List.of(
                            new Field("source.format", "Format of the file."),
                            new Field("source.file", "File, as it was named."),
                            new Field("source.number", "Number of the result in the file, from 1."),
                            SETTING_FIELD,
                            new Field("metrics[].name", "Quantity, for instance `tokens_per_second`."),
                            new Field("metrics[].unit", "Unit of the numbers; empty for counts."),
                            new Field("metrics[].definition", "How the program counts, with its name of the quantity."),
                            new Field(
                                    "metrics[].statistics.<name>",
                                    "`mean`, `median`, `standard_deviation`, `min`, `max`, `p99` and other percentiles, or"
                                            + " `value`."),
                            new Field("metrics[].samples[]", "Samples, if the program gives them."),
                            new Field("other.<name>", "What the file says beside all this, as it stands there."),
                            new Field(
                                    "remarks[]",
                                    "Why the numbers should not be trusted; absent if nothing is wrong with them."))));

    /// The parts of a setting. A part that is unknown has no key.
    public static final List<Field> SETTING = List.of(
            new Field("id", "Hash of what was run; see below."),
            new Field("model.id", "Name of the model in the catalogue, or elsewhere."),
            new Field(
                    "model.weights",
                    "`synthetic seed=1`, or `sha256:` and a hash of the sizes of the weight files and of 1024 samples of 512"
                            + " bytes of each."),
            new Field("model.place", "Place of the weights, for people."),
            new Field("model.quantization", "Scheme beyond the element type, for instance `Q4_K_M`; `none` if none."),
            new Field(
                    "strategy",
                    "Name and keys, without what was only assumed of it (`tokens-per-pass`, `profile`, `edit-passes`)."),
            new Field("load.arrival.batch", "Sequences that are computed together."),
            new Field("load.arrival.concurrency", "Clients that each have one request open all the time."),
            new Field("load.arrival.requests_per_second", "1/s", "Rate of requests that wait for no answer."),
            new Field("load.prompt_tokens", "Tokens of a prompt: a number, or `as given` for those of the prompts."),
            new Field("load.prompt_tokens.distribution", "Distribution that lengths were drawn from."),
            new Field("load.prompt_tokens.mean", "Mean of the lengths."),
            new Field("load.prompt_tokens.deviation", "Standard deviation of the lengths."),
            new Field("load.prompt_tokens.least", "Shortest length."),
            new Field("load.prompt_tokens.most", "Longest length."),
            new Field("load.generated_tokens", "Tokens of an answer, or the room it has; as for prompts."),
            new Field("load.generated_tokens.<part>", "Distribution of the lengths; as for prompts."),
            new Field("logits", "Rows that have logits: `active`, `generated` or `all`."),
            new Field("shifted", "Whether logits predict the position after their row."),
            new Field("types.weight", "Element type of the weights."),
            new Field("types.activation", "Element type of the activations."),
            new Field("types.key_value", "Element type of the cached keys and values."),
            new Field("types.compute", "Element type of the arithmetic."),
            new Field("engine.name", "Program that ran the model."),
            new Field("engine.version", "Version of the program."),
            new Field("engine.backend", "Part of the program that computes."),
            new Field("engine.detail", "What the backend found on the machine, for people."),
            new Field("engine.threads", "Threads that compute."),
            new Field("engine.fusions[]", "Pairs of operators that run as one."),
            new Field("engine.options.<name>", "Option of the program that changes what it does, as it names it."),
            new Field("machine.name", "Name of the processor or device."),
            new Field("machine.count", "Processors, or devices."),
            new Field("machine.memory_bytes", "B", "Memory of the machine, or of one device."),
            new Field(
                    "stop",
                    "`length`, `end-token` (an ended sequence leaves its batch) or `last-end-token` (it stays until all have"
                            + " ended)."),
            new Field("sampling.style", "`greedy`, or whose conventions filters and confidence follow."),
            new Field("sampling.temperature", "Temperature; 0 if nothing is drawn."),
            new Field("sampling.top_k", "Most probable tokens that are drawn from; 0 for all."),
            new Field("sampling.top_p", "Probability of the tokens that are drawn from; 1 for all."),
            new Field("sampling.seed", "Seed of what is drawn."),
            new Field("cached", "Whether prompts, or parts of them, were in a cache before."),
            new Field("prompts.source", "`synthetic`, or a hash of all prompts."),
            new Field("prompts.form", "`tokens`, `plain`, or `chat` in the template of the model."));

    private ResultFields() {}
}
