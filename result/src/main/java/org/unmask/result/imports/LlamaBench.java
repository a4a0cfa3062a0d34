package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.unmask.core.decode.Strategies;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;
import org.unmask.result.Arrival;
import org.unmask.result.Checkpoint;
import org.unmask.result.Drawing;
import org.unmask.result.ElementTypes;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Metric;
import org.unmask.result.Prompts;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import org.unmask.result.Stop;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Results of `llama-bench` of llama.cpp, as JSON, JSON lines, CSV or SQL.
///
/// | test | what is timed |
/// |---|---|
/// | `n_prompt` alone | one pass, or several, over a prompt |
/// | `n_gen` alone | as many tokens, one a pass |
/// | both | a prompt and the tokens after it |
///
/// A test runs one sequence of random tokens, whatever `n_batch` says: that is the most tokens of a call. Before the
/// clock starts, the cache is empty or holds `n_depth` tokens, which are part of the prompt here. Tokenizer and sampler
/// do not run. See https://github.com/ggml-org/llama.cpp/tree/master/tools/llama-bench.
final class LlamaBench implements Importer {
    private static final List<String> MARKS = List.of("model_filename", "n_prompt", "n_gen", "avg_ns", "avg_ts");

    /// Settings of the program that change what it does.
    private static final List<String> OPTIONS = List.of(
            "n_batch",
            "n_ubatch",
            "cpu_mask",
            "cpu_strict",
            "poll",
            "f16_kv",
            "low_vram",
            "mul_mat_q",
            "numa",
            "rpc_servers",
            "type_k",
            "type_v",
            "n_gpu_layers",
            "n_cpu_moe",
            "split_mode",
            "main_gpu",
            "no_kv_offload",
            "flash_attn",
            "devices",
            "tensor_split",
            "tensor_buft_overrides",
            "defrag_thold",
            "use_mmap",
            "load_mode",
            "use_direct_io",
            "embeddings",
            "no_op_offload",
            "no_host",
            "n_depth",
            "fit_target",
            "fit_min_ctx");

    private static final Set<String> PROCESSORS = Set.of("CPU", "BLAS");

    /// What versions before 2025 said instead of `backends`, each as true or false.
    private static final Map<String, String> BACKENDS = Map.of(
            "cuda", "CUDA",
            "vulkan", "Vulkan",
            "metal", "Metal",
            "sycl", "SYCL",
            "opencl", "OpenCL",
            "kompute", "Kompute");

    /// What follows the format of weights in a model type: bits of a weight, or that a file does not say the format.
    private static final Pattern ASIDE = Pattern.compile(" - [\\d.]+ bpw.*| \\(guessed\\)");

    private static final Map<String, DType> TYPES = Map.of(
            "f32", DType.FLOAT32,
            "all F32", DType.FLOAT32,
            "f16", DType.FP16,
            "F16", DType.FP16,
            "bf16", DType.BFLOAT16,
            "BF16", DType.BFLOAT16);

    private static final double NANOSECONDS = 1e9;

    @Override
    public String id() {
        return "llama-bench";
    }

    @Override
    public String summary() {
        return "llama.cpp: llama-bench -o json, -o jsonl, -o csv or -o sql";
    }

    @Override
    public boolean reads(ForeignFile file) {
        return file.hasKeys(MARKS) || file.columns().containsAll(MARKS) || Table.inserts(file.text(), MARKS);
    }

    @Override
    public List<ImportedResult> read(ForeignFile file) throws IOException {
        List<ImportedResult> results = new ArrayList<>();
        for (Fields fields : file.objects().isEmpty() ? rows(file) : file.objects()) {
            results.add(new Test(fields).result(file.source(this, results.size() + 1)));
        }
        return results;
    }

    private static List<Fields> rows(ForeignFile file) throws IOException {
        return Table.inserts(file.text(), MARKS) ? Table.inserted(file.path().toString(), file.text()) : file.rows();
    }

    /// Prompt tokens are no generated ones: a rate that counts both has a name of its own.
    static Quantity rate(int prompt, int generated) {
        if (prompt == 0) {
            return Quantity.TOKENS_PER_SECOND;
        }
        return generated == 0 ? Quantity.PROMPT_TOKENS_PER_SECOND : Quantity.PROCESSED_TOKENS_PER_SECOND;
    }

    /// What a model type ends in, as files are named: `Q4_K_M` for `llama 1B Q4_K - Medium`, `IQ2_M` for
    /// `llama 1B IQ2_S mix - 2.7 bpw`, and for `llama 7B mostly Q4_0`, as once it was, `Q4_0`.
    static Optional<String> weightFormat(String type) {
        return Optional.of(type.split(" ", 3))
                .filter(words -> words.length == 3)
                .map(words -> ASIDE.matcher(words[2])
                        .replaceFirst("")
                        .replaceFirst("^mostly ", "")
                        .replaceFirst("_S mix$", "_M")
                        .replaceFirst("^Q2_K - Medium$", "Q2_K")
                        .replaceFirst(" - (S|M|L)(mall|edium|arge)$", "_$1"));
    }

    /// The element type of a format of weights, or of a cache; empty if the format is quantized.
    static Optional<DType> type(String format) {
        return Optional.ofNullable(TYPES.get(format));
    }

    /// One object of a file.
    private static final class Test {
        private final Fields fields;
        private final ObjectNode all;
        private final int prompt;
        private final int generated;
        private final int depth;

        Test(Fields fields) throws IOException {
            this.fields = fields;
            this.all = fields.rest();
            this.prompt = fields.whole("n_prompt");
            this.generated = fields.whole("n_gen");
            // Versions before 2025 know no depth; their caches are empty.
            this.depth = fields.whole("n_depth", 0);
            if (prompt + generated == 0) {
                throw fields.bad("n_gen", "tokens of n_prompt or n_gen");
            }
        }

        ImportedResult result(ImportedResult.Source source) throws IOException {
            Optional<String> format = fields.optionalText("model_type").flatMap(LlamaBench::weightFormat);
            Optional<DType> weight = format.flatMap(LlamaBench::type);
            Setting setting = new Setting(
                    model(weight.isPresent() ? Optional.of("none") : format),
                    generated > 0 ? Optional.of(Strategies.AUTOREGRESSIVE) : Optional.empty(),
                    load(),
                    Optional.empty(),
                    Optional.empty(),
                    new ElementTypes(weight, Optional.empty(), keyValue(), Optional.empty()),
                    stack(),
                    machine(),
                    generated > 0 ? Optional.of(Stop.LENGTH) : Optional.empty(),
                    Drawing.UNKNOWN,
                    Optional.of(depth > 0),
                    new Prompts(Optional.empty(), Optional.of("tokens")));
            return new ImportedResult(source, setting, List.of(seconds(), tokensPerSecond()), other());
        }

        private Load load() {
            return new Load(
                    Optional.of(new Arrival.Batch(1)),
                    Optional.of(new Lengths.Fixed(depth + prompt)),
                    Optional.of(new Lengths.Fixed(generated)));
        }

        /// The name of the model is that of its file.
        private Checkpoint model(Optional<String> quantization) throws IOException {
            String file = fields.text("model_filename");
            String name = file.replaceFirst("^.*[/\\\\]", "")
                    .replaceFirst("\\.gguf$", "")
                    .replaceFirst("-\\d{5}-of-\\d{5}$", "");
            return new Checkpoint(Optional.of(name), Optional.empty(), Optional.of(file), quantization);
        }

        private Stack stack() throws IOException {
            Optional<String> commit = fields.verbatimOrNumber("build_commit");
            Optional<String> version = fields.has("build_number")
                    ? Optional.of(fields.whole("build_number")
                            + commit.map(id -> " (" + id + ")").orElse(""))
                    : commit;
            return new Stack(
                    Optional.of("llama.cpp"),
                    version,
                    backends(),
                    Optional.empty(),
                    fields.has("n_threads") ? Optional.of(fields.whole("n_threads")) : Optional.empty(),
                    Optional.empty(),
                    options());
        }

        private Optional<String> backends() throws IOException {
            Optional<String> said = fields.optionalText("backends");
            return said.isPresent()
                    ? said
                    : BACKENDS.entrySet().stream()
                            .filter(entry -> isOn(entry.getKey()))
                            .map(Map.Entry::getValue)
                            .sorted()
                            .findFirst();
        }

        /// A switch, or a number in tables.
        private boolean isOn(String key) {
            return all.path(key).asBoolean(false) || all.path(key).asInt(0) == 1;
        }

        /// Without layers on a device, a part of the work may still run there: then it is unknown.
        private Machine machine() throws IOException {
            Optional<String> backends = backends();
            if (backends.filter(PROCESSORS::contains).isPresent()) {
                return new Machine(named("cpu_info"), Optional.empty(), Optional.empty());
            }
            boolean onDevice = backends.isPresent() && all.path("n_gpu_layers").asInt(0) != 0;
            return onDevice ? devices() : Machine.UNKNOWN;
        }

        /// Several devices of one name are counted, or those of them that are used.
        private Machine devices() throws IOException {
            Optional<String> name = named("gpu_info");
            List<String> each = List.of(name.orElse("").split(", ", -1));
            if (each.size() == 1 || each.stream().distinct().count() > 1) {
                return new Machine(name, Optional.empty(), Optional.empty());
            }
            String used = all.path("devices").asString("auto");
            int named = used.matches("auto|none") ? each.size() : used.split("/", -1).length;
            int count = fields.says("split_mode", "none") ? 1 : named;
            return new Machine(Optional.of(each.getFirst()), Optional.of(count), Optional.empty());
        }

        private Optional<String> named(String key) throws IOException {
            return fields.verbatim(key).filter(text -> !text.isBlank());
        }

        /// The type of the cache, if keys and values have one that is known. The options say it in any case.
        private Optional<DType> keyValue() {
            String keys = all.path("type_k").asString("");
            return Optional.ofNullable(TYPES.get(keys))
                    .filter(_ -> keys.equals(all.path("type_v").asString("")));
        }

        private Metric seconds() throws IOException {
            List<Double> samples = samples("samples_ns", NANOSECONDS);
            return new Metric(
                    Quantity.SECONDS.id(),
                    Quantity.SECONDS.unit(),
                    "llama-bench avg_ns: time of a repetition, without filling the cache to n_depth",
                    statistics("avg_ns", "stddev_ns", samples, NANOSECONDS),
                    samples);
        }

        private Metric tokensPerSecond() throws IOException {
            List<Double> samples = samples("samples_ts", 1);
            Quantity rate = rate(prompt, generated);
            return new Metric(
                    rate.id(),
                    rate.unit(),
                    "llama-bench avg_ts: n_prompt and n_gen tokens over the time of a repetition, mean of all",
                    statistics("avg_ts", "stddev_ts", samples, 1),
                    samples);
        }

        /// The program gives a deviation of 0 for a single repetition, which nobody measured.
        private Map<String, Double> statistics(String mean, String deviation, List<Double> samples, double scale)
                throws IOException {
            Map<String, Double> statistics = new LinkedHashMap<>();
            statistics.put(Metric.MEAN, fields.positive(mean) / scale);
            if (fields.has(deviation)) {
                double value = fields.number(deviation) / scale;
                if (samples.size() != 1) {
                    statistics.put(Metric.STANDARD_DEVIATION, value);
                }
            }
            return statistics;
        }

        private List<Double> samples(String key, double scale) throws IOException {
            List<Double> samples = new ArrayList<>();
            if (fields.has(key)) {
                for (JsonNode sample : all.path(key)) {
                    if (!sample.isNumber() || !(sample.doubleValue() > 0) || Double.isInfinite(sample.doubleValue())) {
                        throw fields.bad(key, "numbers above 0");
                    }
                    samples.add(sample.doubleValue() / scale);
                }
            }
            return samples;
        }

        private Map<String, String> options() {
            Map<String, String> options = new TreeMap<>();
            for (String option : OPTIONS) {
                if (all.path(option).isValueNode() && !all.path(option).isNull()) {
                    options.put(option, all.path(option).asString());
                }
            }
            return options;
        }

        /// What no part of the result holds.
        private ObjectNode other() {
            return fields.rest().remove(options().keySet());
        }
    }
}
