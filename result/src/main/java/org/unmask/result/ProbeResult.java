package org.unmask.result;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unmask.core.op.DType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The roofs of the machine that ran a study.
///
/// @param bytesPerSecond  reading memory with all threads
/// @param multiplyAddFlopsPerSecond  float32 multiply-adds on registers
/// @param matmulFlopsPerSecond  large matrix products, per backend and weight type
/// @param readRates  reading working sets that caches may hold, by their bytes; empty if only memory was read
public record ProbeResult(
        String cpu,
        int threads,
        long memoryBytes,
        double bytesPerSecond,
        double multiplyAddFlopsPerSecond,
        Map<String, Map<DType, Double>> matmulFlopsPerSecond,
        SortedMap<Long, Double> readRates) {
    /// The type of its line.
    public static final String TYPE = "probe";

    public ProbeResult {
        readRates = Collections.unmodifiableSortedMap(new TreeMap<>(readRates));
    }

    /// Roofs of a machine whose caches were not read.
    public ProbeResult(
            String cpu,
            int threads,
            long memoryBytes,
            double bytesPerSecond,
            double multiplyAddFlopsPerSecond,
            Map<String, Map<DType, Double>> matmulFlopsPerSecond) {
        this(
                cpu,
                threads,
                memoryBytes,
                bytesPerSecond,
                multiplyAddFlopsPerSecond,
                matmulFlopsPerSecond,
                Collections.emptySortedMap());
    }

    /// The rate of reading the same bytes again and again: that of the least working set that was read and holds them, or
    /// of memory.
    public double bytesPerSecond(long workingSet) {
        SortedMap<Long, Double> larger = readRates.tailMap(workingSet);
        return larger.isEmpty()
                ? bytesPerSecond
                : Math.max(bytesPerSecond, larger.firstEntry().getValue());
    }

    /// The greatest rate of arithmetic seen on this machine for weights of a type, whatever ran it.
    public double peak(DType type) {
        double peak = multiplyAddFlopsPerSecond;
        for (Map<DType, Double> rates : matmulFlopsPerSecond.values()) {
            peak = Math.max(peak, rates.getOrDefault(type, 0.0));
        }
        return peak;
    }

    /// The rate of large matrix products of a backend; empty if it was not measured with this type.
    public Optional<Double> matmul(String backend, DType type) {
        return Optional.ofNullable(
                matmulFlopsPerSecond.getOrDefault(backend, Map.of()).get(type));
    }

    /// Whether these are the roofs of a setting: those of its machine, with as many threads. What is unknown of a setting
    /// is not.
    public boolean isOf(Setting setting) {
        return setting.machine().name().equals(Optional.of(cpu))
                && setting.engine().threads().equals(Optional.of(threads));
    }

    /// The line of this probe.
    public ObjectNode json() {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("type", TYPE)
                .put("cpu", cpu)
                .put("threads", threads)
                .put("memory_bytes", memoryBytes)
                .put("bytes_per_second", bytesPerSecond)
                .put("multiply_add_flops_per_second", multiplyAddFlopsPerSecond);
        if (!readRates.isEmpty()) {
            ArrayNode rates = line.putArray("read_rates");
            readRates.forEach((bytes, rate) ->
                    rates.addObject().put("working_set_bytes", bytes).put("bytes_per_second", rate));
        }
        ObjectNode backends = line.putObject("matmul_flops_per_second");
        matmulFlopsPerSecond.forEach((backend, rates) -> {
            ObjectNode types = backends.putObject(backend);
            rates.forEach((type, rate) -> types.put(type.id(), rate));
        });
        return line;
    }

    /// Reads what [#json] wrote.
    public static ProbeResult of(JsonNode line) {
        Map<String, Map<DType, Double>> matmul = new LinkedHashMap<>();
        line.required("matmul_flops_per_second").properties().forEach(backend -> {
            Map<DType, Double> rates = new EnumMap<>(DType.class);
            backend.getValue()
                    .properties()
                    .forEach(rate ->
                            rates.put(DType.of(rate.getKey()), rate.getValue().asDouble()));
            matmul.put(backend.getKey(), rates);
        });
        return new ProbeResult(
                line.required("cpu").asString(),
                line.required("threads").asInt(),
                line.required("memory_bytes").asLong(),
                line.required("bytes_per_second").asDouble(),
                line.required("multiply_add_flops_per_second").asDouble(),
                matmul,
                readRates(line.path("read_rates")));
    }

    private static SortedMap<Long, Double> readRates(JsonNode rates) {
        SortedMap<Long, Double> read = new TreeMap<>();
        for (JsonNode rate : rates) {
            read.put(
                    rate.required("working_set_bytes").asLong(),
                    rate.required("bytes_per_second").asDouble());
        }
        return read;
    }
}
