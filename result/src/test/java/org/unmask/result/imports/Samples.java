package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.unmask.result.ImportedResult;
import org.unmask.result.Metric;

/// Small files in the form of each program, with the figures of imaginary machines.
final class Samples {
    static final String VLLM_SERVE = """
            {"date": "20260102-030405", "endpoint_type": "openai", "backend": "vllm", "label": null,
             "model_id": "acme/tiny-1b", "tokenizer_id": "acme/tiny-1b", "num_prompts": 10, "request_rate": "inf",
             "burstiness": 1.0, "max_concurrency": 2, "duration": 2.0, "completed": 10, "failed": 0,
             "total_input_tokens": 640, "total_output_tokens": 200, "request_throughput": 5.0, "request_goodput": null,
             "output_throughput": 100.0, "total_token_throughput": 420.0, "max_output_tokens_per_s": 120.0,
             "tomorrow": {"a": 1},
             "mean_ttft_ms": 20.0, "median_ttft_ms": 18.0, "std_ttft_ms": 2.5, "p99_ttft_ms": 40.0,
             "mean_tpot_ms": 20.0, "median_tpot_ms": 19.0, "std_tpot_ms": 1.0, "p99.9_tpot_ms": 30.0,
             "mean_itl_ms": 21.0, "median_itl_ms": 20.5, "std_itl_ms": 4.0, "p99_itl_ms": 50.0}
            """;

    /// As `vllm bench sweep serve` sums up its runs, with the column in which pandas counts rows.
    static final String VLLM_SWEEP = """
            ,max_num_seqs,enable_prefix_caching,run_number,date,endpoint_type,backend,label,model_id,tokenizer_id,\
            num_prompts,request_rate,max_concurrency,duration,completed,failed,total_input_tokens,total_output_tokens,\
            request_throughput,request_goodput,output_throughput,total_token_throughput,mean_ttft_ms,median_ttft_ms
            0,4,False,0,20260102-030405,openai,vllm,,acme/tiny-1b,acme/tiny-1b,\
            10,inf,2,2.0,10,0,640,200,5.0,,100.0,420.0,20.0,18.0
            1,4,False,1,20260102-030410,openai,vllm,,acme/tiny-1b,acme/tiny-1b,\
            10,2.5,,4.0,10,0,640,200,2.5,,50.0,210.0,20.0,18.0
            """;

    static final String VLLM_LATENCY = """
            {"avg_latency": 2.5, "latencies": [2.4, 2.5, 2.6], "percentiles": {"50": 2.5, "99": 2.6}}
            """;

    static final String VLLM_RECORDS = """
            [{"benchmark": {"name": "vLLM benchmark", "extra_info": {"args": {"model": "acme/tiny-1b", "dtype": "bfloat16",
               "batch_size": 4, "input_len": 32, "output_len": 128, "tensor_parallel_size": 2, "kv_cache_dtype": "auto",
               "quantization": null, "enforce_eager": true}}},
              "model": {"name": "acme/tiny-1b"},
              "metric": {"name": "latency", "benchmark_values": [2.4, 2.5, 2.6],
               "extra_info": {"avg_latency": 2.5, "percentiles": {"50": 2.5, "99": 2.6}}}}]
            """;

    static final String VLLM_SERVE_RECORDS = """
            [{"benchmark": {"name": "vLLM benchmark", "extra_info": {"args": {"model": "acme/tiny-1b",
               "random_input_len": 1024, "tensor_parallel_size": null}}},
              "model": {"name": "acme/tiny-1b"},
              "metric": {"name": "median_ttft_ms", "benchmark_values": [18.0],
               "extra_info": {"backend": "vllm", "model_id": "acme/tiny-1b", "num_prompts": 10, "request_rate": "inf",
                "max_concurrency": 2, "duration": 2.0, "completed": 10, "total_input_tokens": 640,
                "total_output_tokens": 200, "output_throughput": 100.0}}},
             {"benchmark": {"name": "vLLM benchmark", "extra_info": {"args": {"model": "acme/tiny-1b"}}},
              "model": {"name": "acme/tiny-1b"},
              "metric": {"name": "p99_ttft_ms", "benchmark_values": [40.0], "extra_info": {}}}]
            """;

    static final String VLLM_THROUGHPUT = """
            {"elapsed_time": 4.0, "num_requests": 8, "total_num_tokens": 2000, "requests_per_second": 2.0,
             "tokens_per_second": 500.0}
            """;

    static final String SGLANG_SERVING = """
            {"tag": "a", "backend": "sglang", "dataset_name": "random", "request_rate": Infinity, "max_concurrency": 4,
             "random_input_len": 100, "random_output_len": 50, "random_range_ratio": 0.5,
             "server_info": {"model_path": "acme/tiny-1b", "version": "1.2.3", "dtype": "bfloat16", "quantization": null,
              "kv_cache_dtype": "fp8_e4m3", "tp_size": 2, "pp_size": 1, "dp_size": 3, "attention_backend": "fa3",
              "log_level": "info"},
             "duration": 10.0, "completed": 20, "total_input_tokens": 1500, "total_output_tokens": 800,
             "request_throughput": 2.0, "input_throughput": 150.0, "output_throughput": 80.0, "total_throughput": 230.0,
             "mean_e2e_latency_ms": 2000.0, "median_e2e_latency_ms": 1900.0, "mean_ttft_ms": 100.0,
             "mean_tpot_ms": 48.0, "mean_itl_ms": 49.0, "p95_itl_ms": 60.0, "p99_itl_ms": 70.0,
             "concurrency": 3.9, "accept_length": null}
            """;

    static final String SGLANG_SERVER = """
            {"run_name": "a", "batch_size": 4, "input_len": 1000, "output_len": 10, "latency": 2.0, "last_ttft": 1.0,
             "output_throughput": 40.0, "input_throughput": 4000.0, "overall_throughput": 2020.0, \
            "last_gen_throughput": 39.0, "acc_length": -1}
            """;

    static final String SGLANG_OFFLINE = """
            {"run_name": "a", "batch_size": 2, "input_len": 128, "output_len": 11, "prefill_latency": 0.5, \
            "prefill_throughput": 512.0, "median_decode_latency": 0.02, "median_decode_throughput": 100.0, \
            "total_latency": 0.7, "overall_throughput": 397.1}
            """;

    static final String AIPERF = """
            {"schema_version": "1.3", "aiperf_version": "0.11.0",
             "request_latency": {"unit": "ms", "avg": 1000.0, "p50": 990.0, "p99": 1200.0, "std": 20.0, "count": 8},
             "request_count": {"unit": "requests", "avg": 8.0},
             "time_to_first_token": {"unit": "ms", "avg": 100.0, "p1": 50.0, "p50": 90.0, "min": 40.0, "max": 150.0},
             "inter_token_latency": {"unit": "ms", "avg": 9.0, "p99": 12.0},
             "inter_chunk_latency": {"unit": "ms", "avg": 150.0, "p99": 200.0},
             "output_token_throughput": {"unit": "tokens/sec", "avg": 101.0},
             "output_sequence_length": {"unit": "tokens", "avg": 101.0, "min": 90.0, "max": 110.0, "std": 5.0},
             "input_sequence_length": {"unit": "tokens", "avg": 64.0, "min": 64.0, "max": 64.0, "std": 0.0},
             "benchmark_duration": {"unit": "sec", "avg": 8.0}, "goodness": {"unit": "apples", "avg": 3},
             "telemetry_data": {"endpoints": {"a": {"gpus": {"0": {"gpu_name": "Imaginary GPU"}, \
            "1": {"gpu_name": "Imaginary GPU"}}}}},
             "input_config": {"models": {"items": [{"name": "tiny"}]}, "phases": [{"name": "warmup", "concurrency": 9},
              {"name": "profiling", "type": "concurrency", "concurrency": 1}]}}
            """;

    static final String AIPERF_OLD = """
            {"records": {"ttft": {"tag": "ttft", "unit": "ms", "avg": 100.0, "min": null, "p99": 150.0},
              "request_count": {"unit": "requests", "avg": 8.0, "p99": null},
              "output_sequence_length": {"unit": "tokens", "avg": 10.0}},
             "input_config": {"endpoint": {"model_names": ["tiny"]}, "loadgen": {"concurrency": 4}}}
            """;

    static final String GENAI_PERF = """
            {"request_throughput": {"unit": "requests/sec", "avg": 2.0},
             "time_to_first_token": {"unit": "ms", "avg": 100.0, "p99": 150.0, "std": 3.0},
             "output_token_throughput": {"unit": "tokens/sec", "avg": 50.0},
             "output_sequence_length": {"avg": 25.0},
             "input_config": {"model": ["tiny"], "perf_analyzer": {"stimulus": {"concurrency": 3}}}}
            """;

    static final String AIPERF_TABLE = """
            Metric,avg,min,max,p99,std
            Time to First Token (ms),"1,200.50",1000.00,1500.00,1490.00,10.00
            HTTP Chunks Received,5.80,2.00,9.00,8.91,1.89
            Input Sequence Length (tokens),64.00,64.00,64.00,64.00,0.00

            Metric,Value
            Output Token Throughput (tokens/sec),430.05
            Request Count,10.00


            Endpoint,GPU_Index,avg
            """.replace("\n", "\r\n");

    static final String AIPERF_RECORDS = """
            {"metadata": {"benchmark_phase": "warmup"}, "metrics": {"time_to_first_token": {"value": 9000, "unit": "ms"}}}
            {"metadata": {"benchmark_phase": "profiling"}, "metrics": {"time_to_first_token": {"value": 100, "unit": "ms"}, \
            "inter_chunk_latency": {"value": [50, 70], "unit": "ms"}, "output_sequence_length": {"value": 30, "unit": "tokens"}}}
            {"metadata": {"benchmark_phase": "profiling"}, "metrics": {"error_request_count": {"value": 1, "unit": "requests"}}, \
            "error": {"code": 499}}
            {"metadata": {"benchmark_phase": "profiling"}, "metrics": {"time_to_first_token": {"value": 200, "unit": "ms"}, \
            "inter_chunk_latency": {"value": [60], "unit": "ms"}, "output_sequence_length": {"value": 40, "unit": "tokens"}}}
            """;

    static final String AIPERF_SERVER = """
            {"schema_version": "1.0", "summary": {"start_time": "2026-01-02"}, "metrics": {
              "vllm:diffusion_num_denoising_steps": {"type": "counter", "series": [
                {"labels": {"model_name": "tiny-diffusion"}, "stats": {"total": 60.0}}, {"stats": {"total": 50.0}}]},
              "vllm:diffusion_num_canvas_positions": {"series": [{"stats": {"total": 3520.0}}]},
              "vllm:diffusion_num_committed_tokens": {"series": [{"stats": {"total": 320.0}}]},
              "vllm:generation_tokens": {"series": [{"stats": {"total": 300.0}}]},
              "vllm:time_to_first_token_seconds": {"series": [{"stats": {"count": 4, "sum": 2.0}}]},
              "python_info": {"series": []}}}
            """;

    static final String GUIDELLM = """
            {"metadata": {"version": 1, "guidellm_version": "0.5.0"}, "args": {"model": "acme/tiny-1b"}, "benchmarks": [
              {"config": {"strategy": {"type_": "concurrent", "streams": 4}}, "requests": {"successful": []}, "metrics": {
                "request_totals": {"successful": 6, "errored": 1},
                "request_latency": {"successful": {"mean": 2.0, "median": 1.9, "std_dev": 0.1, "count": 6, \
            "percentiles": {"p05": 1.5, "p50": 1.9, "p99": 2.4, "p999": 2.5}}, "errored": {"mean": 0.0, "count": 0}},
                "time_to_first_token_ms": {"successful": {"mean": 150.0, "percentiles": {"p99": 300.0}}},
                "inter_token_latency_ms": {"successful": {"mean": 0.0, "count": 0, "percentiles": {"p99": 0.0}}},
                "output_tokens_per_second": {"successful": {"mean": 70.0, "median": 69.0}},
                "prompt_token_count": {"successful": {"mean": 50.0, "min": 50.0, "max": 50.0, "std_dev": 0.0}},
                "unknown_metric": {"successful": {"mean": 1}}}},
              {"config": {"strategy": {"type_": "poisson", "rate": 2.5}}, "metrics": {
                "request_latency": {"successful": {"mean": 3.0}}}}]}
            """;

    static final String LLAMA_BENCH = """
            {"build_commit": "abcdef01", "build_number": 7000, "cpu_info": "Imaginary CPU", "gpu_info": "Imaginary GPU", \
            "backends": "CUDA", "model_filename": "/models/Tiny-1B.gguf", "model_type": "llama 1B Q8_0", "n_batch": 2048, \
            "n_gpu_layers": 99, "n_prompt": 0, "n_gen": 100, "n_depth": 0, "avg_ns": 500000000, "stddev_ns": 10000000, \
            "avg_ts": 200.5, "stddev_ts": 4.0, "samples_ns": [490000000, 510000000], "samples_ts": [204.082, 196.078]}
            """;

    static final String LLAMA_BENCH_CSV =
            "build_commit,build_number,gpu_info,backends,model_filename,model_type,n_gpu_layers,n_prompt,n_gen,n_depth,"
                    + "avg_ns,stddev_ns,avg_ts,stddev_ts\n"
                    + "\"12345678\",\"7000\",\"Imaginary GPU\",\"CUDA\",\"Tiny-1B.gguf\",\"llama 1B F16\",\"-1\",\"512\",\"0\","
                    + "\"0\",\"250000000\",\"1000000\",\"2048.0\",\"9.5\"\n";

    static final String LLAMA_BENCH_SQL = """
            CREATE TABLE IF NOT EXISTS llama_bench (
              build_commit TEXT,
              avg_ts REAL
            );

            INSERT INTO llama_bench (build_commit, build_number, gpu_info, backends, model_filename, model_type, n_gpu_layers, \
            n_prompt, n_gen, n_depth, avg_ns, stddev_ns, avg_ts, stddev_ts) VALUES ('12345678', '7000', 'Somebody's GPU', \
            'CUDA', 'Tiny-1B.gguf', 'llama 1B F16', '-1', '0', '128', '0', '640000000', '1000000', '200.000000', '1.500000');
            """;

    static final String LLAMA_BENCH_TABLE = """
            [INFO] imaginary_backend: found 1 device
            | model                  |       size |     params | backend | ngl | fa |            test |              t/s |
            | ---------------------- | ---------: | ---------: | ------- | --: | -: | --------------: | ---------------: |
            | tiny 1B Q4_K - Medium  |   0.70 GiB |     1.00 B | Vulkan  |  99 |  1 |           pp512 |   1000.50 ± 2.50 |
            | tiny 1B Q4_K - Medium  |   0.70 GiB |     1.00 B | Vulkan  |  99 |  1 |   tg128 @ d4096 |     40.25 ± 0.00 |
            | tiny 1B Q4_K - Medium  |   0.70 GiB |     1.00 B | Vulkan  |  99 |  1 |     pp256+tg64  |    300.00 ± 1.00 |

            build: abcdef012 (7000)
            """;

    static final String LLAMA_BATCHED = """
            {"n_kv_max": 2048, "n_batch": 2048, "flash_attn": 0, "n_gpu_layers": 99, "n_threads": 8, "pp": 100, "tg": 50, \
            "pl": 4, "n_kv": 600, "t_pp": 0.5, "speed_pp": 800.0, "t_tg": 2.0, "speed_tg": 100.0, "t": 2.5, "speed": 240.0}
            """;

    static final String LLAMA_BATCHED_TABLE = """
            main: n_kv_max = 2048, n_batch = 512, flash_attn = 1, n_gpu_layers = -1, n_threads = 20

            |    PP |     TG |    B |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |      T s |    S t/s |
            |-------|--------|------|--------|----------|----------|----------|----------|----------|----------|
            |   100 |     50 |    4 |    600 |    0.500 |   800.00 |    2.000 |   100.00 |    2.500 |   240.00 |
            """;

    static final String INFERENCEX = """
            [{"hw": "imaginary", "conc": 8, "model": "acme/tiny-1b", "framework": "sglang", "precision": "fp8", "tp": 4, "ep": 1,
              "isl": 1024, "osl": 128, "dp_attention": "false", "mean_ttft": 0.5, "p99_ttft": 0.9, "mean_tpot": 0.02,
              "mean_intvty": 50.0, "p95_itl": 0.03, "mean_e2el": 3.0, "tput_per_gpu": 700.0, "output_tput_per_gpu": 80.0}]
            """;

    static final String INFERENCEX_RUN = """
            {"model_id": "acme/tiny-1b", "num_prompts": 10, "request_rate": "inf", "max_concurrency": 5, "duration": 10.0,
             "completed": 10, "total_input_tokens": 1000, "total_output_tokens": 400, "output_throughput": 40.0,
             "median_ttft": 0.5, "p99_tpot": 0.2, "median_e2el": 4.0}
            """;

    static final String OPTIMUM = """
            {"config": {"backend": {"name": "pytorch", "version": "2.9", "model": "acme/tiny-1b", "device": "cuda",
               "torch_dtype": "float16", "quantization_scheme": null},
              "scenario": {"input_shapes": {"batch_size": 4, "sequence_length": 64},
               "generate_kwargs": {"max_new_tokens": 32, "min_new_tokens": 32}},
              "environment": {"cpu": " Imaginary CPU", "gpu": ["Imaginary GPU", "Imaginary GPU"]}},
             "report": {"prefill": {"latency": {"unit": "s", "mean": 0.1, "p50": 0.1, "stdev": 0, "values": [0.1]},
               "throughput": {"unit": "tokens/s", "value": 2560.0}, "memory": null},
              "decode": {"latency": {"unit": "s", "mean": 1.0, "p99": 1.1, "stdev": 0.05, "values": [0.9, 1.1]},
               "throughput": {"unit": "tokens/s", "value": 124.0}}, "call": null}}
            """;

    static final String OPTIMUM_TABLE =
            "backend.name,backend.torch_dtype,benchmark.input_shapes.batch_size,benchmark.input_shapes.sequence_length,"
                    + "benchmark.new_tokens,model,device,environment.gpus,forward.latency(s),generate.latency(s),"
                    + "generate.throughput(tokens/s),generate.peak_memory(MB)\n"
                    + "pytorch,float16,2,100,50,acme/tiny-1b,cuda,\"['Imaginary GPU', 'Imaginary GPU']\",0.25,4.0,25.0,1500\n";

    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("vllm-serve", VLLM_SERVE),
            Map.entry("vllm-serve sweep", VLLM_SWEEP),
            Map.entry("vllm-latency", VLLM_LATENCY),
            Map.entry("vllm-throughput", VLLM_THROUGHPUT),
            Map.entry("vllm-records", VLLM_RECORDS),
            Map.entry("vllm-records serve", VLLM_SERVE_RECORDS),
            Map.entry("sglang-serving", SGLANG_SERVING),
            Map.entry("sglang-one-batch", SGLANG_SERVER),
            Map.entry("sglang-one-batch offline", SGLANG_OFFLINE),
            Map.entry("aiperf", AIPERF),
            Map.entry("aiperf old", AIPERF_OLD),
            Map.entry("aiperf genai-perf", GENAI_PERF),
            Map.entry("aiperf-csv", AIPERF_TABLE),
            Map.entry("aiperf-records", AIPERF_RECORDS),
            Map.entry("aiperf-server", AIPERF_SERVER),
            Map.entry("guidellm", GUIDELLM),
            Map.entry("llama-bench", LLAMA_BENCH),
            Map.entry("llama-bench csv", LLAMA_BENCH_CSV),
            Map.entry("llama-bench sql", LLAMA_BENCH_SQL),
            Map.entry("llama-bench-table", LLAMA_BENCH_TABLE),
            Map.entry("llama-batched-bench", LLAMA_BATCHED),
            Map.entry("llama-batched-bench table", LLAMA_BATCHED_TABLE),
            Map.entry("inferencex", INFERENCEX),
            Map.entry("inferencex run", INFERENCEX_RUN),
            Map.entry("optimum-benchmark", OPTIMUM),
            Map.entry("optimum-benchmark table", OPTIMUM_TABLE));

    /// One file of every kind.
    static final Map<String, String> ALL = with(VersionSamples.ALL);

    private Samples() {}

    private static Map<String, String> with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>(others);
        all.putAll(OWN);
        return Map.copyOf(all);
    }

    /// The sample of a name.
    static String named(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }

    static List<ImportedResult> read(Path folder, String content) throws IOException {
        return Importers.read(Files.writeString(folder.resolve("anything.txt"), content));
    }

    static ImportedResult first(Path folder, String content) throws IOException {
        return read(folder, content).getFirst();
    }

    static OptionalDouble statistic(ImportedResult result, Quantity quantity, String statistic) {
        return result.metric(quantity.id())
                .map(metric -> metric.statistic(statistic))
                .orElse(OptionalDouble.empty());
    }

    static OptionalDouble value(ImportedResult result, Quantity quantity) {
        return statistic(result, quantity, Metric.VALUE);
    }

    static OptionalDouble mean(ImportedResult result, Quantity quantity) {
        return statistic(result, quantity, Metric.MEAN);
    }
}
