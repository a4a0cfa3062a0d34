package org.unmask.result.imports;

/// A quantity that several programs measure, under one name. Programs name it differently, and some count it differently.
public enum Quantity {
    SECONDS("seconds", "s", "Time of one run, of all sequences of its batch."),
    PROMPT_SECONDS("prompt_seconds", "s", "Time of the prompts of a batch."),
    DECODE_SECONDS("decode_seconds", "s", "Time of the tokens after the prompts of a batch."),
    FORWARD_SECONDS("forward_seconds", "s", "Time of one forward pass."),
    BENCHMARK_SECONDS("benchmark_seconds", "s", "Time from the first request to the last answer."),
    REQUEST_LATENCY("request_latency", "s", "Time from sending a request to the end of its answer."),
    FIRST_TOKEN("time_to_first_token", "s", "Time from sending a request to the first piece of its answer."),
    SECOND_TOKEN("time_to_second_token", "s", "Time between the first two pieces of an answer."),
    OUTPUT_TOKEN("time_per_output_token", "s", "Time of an answer over its tokens."),
    STEP_SECONDS("step_seconds", "s", "Time of one decoding step of a batch."),
    INTER_TOKEN("inter_token_latency", "s", "Time between tokens of an answer, or between the pieces that bring them."),
    INTER_CHUNK("inter_chunk_latency", "s", "Time between pieces of an answer, however many tokens one brings."),
    TOKENS_PER_SECOND("tokens_per_second", "tokens/s", "Generated tokens of all sequences over time."),
    DECODE_TOKENS_PER_SECOND(
            "decode_tokens_per_second",
            "tokens/s",
            "Generated tokens of all sequences over the time after the prompts."),
    PROMPT_TOKENS_PER_SECOND("prompt_tokens_per_second", "tokens/s", "Tokens of prompts over time."),
    PROCESSED_TOKENS_PER_SECOND(
            "processed_tokens_per_second", "tokens/s", "Tokens of prompts and generated tokens over time."),
    LAST_TOKENS_PER_SECOND("last_tokens_per_second", "tokens/s", "Generated tokens over time at the end of a run."),
    PEAK_TOKENS_PER_SECOND("peak_tokens_per_second", "tokens/s", "Generated tokens in the fullest second."),
    SEQUENCE_TOKENS_PER_SECOND(
            "tokens_per_second_per_sequence", "tokens/s", "Generated tokens of one sequence over time."),
    DEVICE_TOKENS_PER_SECOND("tokens_per_second_per_device", "tokens/s", "Generated tokens over time and devices."),
    DEVICE_PROMPT_TOKENS_PER_SECOND(
            "prompt_tokens_per_second_per_device", "tokens/s", "Tokens of prompts over time and devices."),
    DEVICE_PROCESSED_TOKENS_PER_SECOND(
            "processed_tokens_per_second_per_device",
            "tokens/s",
            "Tokens of prompts and generated tokens over time and devices."),
    SAMPLES_PER_SECOND("samples_per_second", "1/s", "Sequences over time."),
    REQUESTS_PER_SECOND("requests_per_second", "1/s", "Answered requests over time."),
    REQUESTS("requests", "", "Requests that were answered."),
    FAILED_REQUESTS("failed_requests", "", "Requests that were not answered."),
    CONCURRENCY("open_requests", "", "Requests that are open at a time."),
    PROMPT_TOKENS("prompt_tokens", "", "Tokens of the prompts of all requests."),
    GENERATED_TOKENS("generated_tokens", "", "Generated tokens of all requests."),
    PROMPT_LENGTH("prompt_length", "", "Tokens of a prompt."),
    GENERATED_LENGTH("generated_length", "", "Generated tokens of a request."),
    TOKENS_PER_PASS("tokens_per_pass", "", "Tokens that a pass over the model commits to a sequence."),
    COMMITTED_TOKENS("committed_tokens", "", "Tokens that canvases committed, those after an end token included."),
    COMMITTED_TOKENS_PER_SECOND("committed_tokens_per_second", "tokens/s", "Committed tokens over time."),
    COMMITTED_TOKENS_PER_STEP("committed_tokens_per_step", "", "Committed tokens over denoising steps."),
    DENOISING_STEPS("denoising_steps", "", "Denoising steps of all canvases."),
    DENOISING_STEPS_PER_CANVAS("denoising_steps_per_canvas", "", "Denoising steps of a canvas."),
    CANVAS_POSITIONS("canvas_positions", "", "Positions that all passes over canvases computed."),
    CANVAS_LENGTH("canvas_length", "", "Positions of a canvas."),
    CANVASES("canvases", "", "Canvases that were committed."),
    PEAK_MEMORY("peak_memory_bytes", "B", "Most memory in use.");

    private final String id;
    private final String unit;
    private final String meaning;

    Quantity(String id, String unit, String meaning) {
        this.id = id;
        this.unit = unit;
        this.meaning = meaning;
    }

    /// The name of metrics of this quantity.
    public String id() {
        return id;
    }

    /// The base unit; empty for a count.
    public String unit() {
        return unit;
    }

    /// One sentence.
    public String meaning() {
        return meaning;
    }

    /// Whether a value of 0 says that nothing was measured: programs write it for times of no request.
    boolean isNeverZero() {
        return unit.equals("s");
    }
}
