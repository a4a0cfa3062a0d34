package org.unmask.result.imports;

import java.util.Map;

/// Small files in the form of other versions of the programs, with the figures of imaginary machines.
final class VersionSamples {
    static final String VLLM_TURNS = """
            [{"ttft_ms": 40.0, "tpot_ms": 10.0, "latency_ms": 240.0, "input_num_turns": 1, "input_num_tokens": 100,
              "output_num_tokens": 21, "conversation_id": "a", "client_id": 0},
             {"ttft_ms": 30.0, "tpot_ms": 12.0, "latency_ms": 270.0, "input_num_turns": 3, "input_num_tokens": 160,
              "output_num_tokens": 21, "conversation_id": "a", "client_id": 0}]
            """;

    static final String SGLANG_OFFLINE = """
            {"backend": "engine", "successful_requests": 10, "total_latency": 5.0, "total_input_tokens": 2000, \
            "total_output_tokens": 1000, "request_throughput": 2.0, "input_throughput": 400.0, "output_throughput": 200.0, \
            "total_throughput": 600.0, "last_gen_throughput": -1}
            """;

    static final String SGLANG_SERVING_2024 = """
            {"backend": "sglang", "dataset_name": "random", "request_rate": Infinity, "total_input": 5000, "total_output": 2500, \
            "mean_e2e_latency": 4000.0, "median_e2e_latency": 3900.0, "median_ttft": 350.0, "median_itl": 22.0, \
            "output_token_throughput": 250.0, "random_input_len": 1024, "random_output_len": 1024, "random_range_ratio": 0.0, \
            "duration": 10.0, "completed": 10}
            """;

    static final String AIPERF_AGGREGATE = """
            {"schema_version": "1.0", "metadata": {"aggregation_type": "confidence", "num_profile_runs": 3}, "metrics": {
              "time_to_first_token_avg": {"mean": 120.0, "std": 2.0, "unit": "ms"},
              "time_to_first_token_p99": {"mean": 180.0, "std": 3.0, "unit": "ms"},
              "time_to_first_token_min": {"mean": 90.0, "std": 3.0, "unit": "ms"},
              "request_throughput_avg": {"mean": 4.0, "ci_low": 3.8, "unit": "requests/sec"},
              "goodness_avg": {"mean": 1.0, "unit": "apples"}}}
            """;

    static final String GUIDELLM_FIRST = """
            {"benchmarks": [{"args": {"model": "acme/tiny-1b"}, "benchmarks": [
              {"mode": "synchronous", "rate": null, "errors": [], "results": [
                {"prompt_token_count": 50, "output": "x", "output_token_count": 11, "start_time": 1000.0, "end_time": 1001.25,
                 "first_token_time": 1000.25, "last_token_time": 1001.25},
                {"prompt_token_count": 50, "output": "x", "output_token_count": 21, "start_time": 1001.25, "end_time": 1004.0,
                 "first_token_time": 1001.75, "last_token_time": 1004.0}]},
              {"mode": "asynchronous", "rate": 2.5, "errors": [{"message": "timeout"}], "results": [
                {"prompt_token_count": 50, "output_token_count": 10, "start_time": 1010.0, "end_time": 1011.0}]}]}]}
            """;

    static final String GUIDELLM_YAML = """
            benchmarks:
            - args:
                strategy:
                  streams: 8
                  type_: concurrent
              metrics:
                output_tokens_per_second:
                  successful:
                    mean: 160.0
                    median: 80.0
                request_latency:
                  successful:
                    mean: 6.0
                    percentiles:
                      p999: 7.0
                    variance: 1.0e-05
                time_per_output_token_ms:
                  successful:
                    mean: 45.0
              run_stats:
                start_time: 1.0
              start_time: 1.0
              worker:
                backend_model: acme/tiny-1b
            """;

    static final String GUIDELLM_CSV_OLD = """
            Type,Run Id,Id,Name,Duration,Successful Requests,Successful Request latency mean,Successful Request latency median,\
            Successful Request latency std dev,"Successful Request latency [min, 0.1, 1, 5, 10, 25, 75, 90, 95, 99, max]",\
            Successful Output tokens per second mean,Successful Output tokens per second median,Errored Requests,Args,Worker
            generative_benchmark,r,1,concurrent@8,30.0,40,6.0,6.125,0.25,"[5, 5, 5, 5, 5, 5.5, 6.5, 6.5, 6.5, 6.75, 7]",\
            160.0,80.0,1,"{""strategy"": {""type_"": ""concurrent"", ""streams"": 8}}","{""backend_model"": ""acme/tiny-1b""}"
            """;

    static final String GUIDELLM_CSV = """
            Run Info,Run Info,Benchmark,Request Counts,Request Latency,Request Latency,Time to First Token,Token Throughput,\
            Token Throughput,Runtime Info
            Run Index,Profile,Strategy,Successful,Successful Sec,Successful Sec,Successful ms,Successful Output Tokens/Sec,\
            Successful Output Tokens/Sec,Arguments
            ,,,,Mean,Percentiles,Mean,Mean,Median,
            0,"{""completed_strategies"": [{""type_"": ""concurrent"", ""streams"": 1}]}",concurrent,10,3.0,\
            "[2, 2, 2, 2, 2, 2.5, 3.5, 3.5, 3.5, 3.75, 4]",90.0,43.0,44.0,"{""model"": ""acme/tiny-1b""}"
            """;

    static final String INFERENCEX_NESTED = """
            [{"hw": "imaginary", "conc": 8, "model": "acme/tiny-1b", "framework": "sglang", "precision": "fp4", "tp": 4, "pp": 2,
              "request_metrics": {"latency": {"ttft": {"mean": 1.5, "p50": 1.25}, "tpot": {"mean": 0.02},
                "intvty": {"mean": 55.0, "std": 3.0}}, "throughput": {"output": {"tokens_per_second": 400.0}},
                "tokens": {"output_actual": {"mean": 1000.0}}}}]
            """;

    /// One file of every kind.
    static final Map<String, String> ALL = Map.ofEntries(
            Map.entry("vllm-turns", VLLM_TURNS),
            Map.entry("sglang-offline", SGLANG_OFFLINE),
            Map.entry("sglang-serving 2024", SGLANG_SERVING_2024),
            Map.entry("aiperf-aggregate", AIPERF_AGGREGATE),
            Map.entry("guidellm 0.1", GUIDELLM_FIRST),
            Map.entry("guidellm yaml", GUIDELLM_YAML),
            Map.entry("guidellm-csv old", GUIDELLM_CSV_OLD),
            Map.entry("guidellm-csv", GUIDELLM_CSV),
            Map.entry("inferencex nested", INFERENCEX_NESTED));

    private VersionSamples() {}
}
