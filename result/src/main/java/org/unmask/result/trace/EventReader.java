package org.unmask.result.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads one event. Names and shapes, which are few, are kept once.
final class EventReader {
    private static final int MOST_NAMES = 100_000;
    private static final int LONGEST_NAME = 512;
    private static final int MOST_DIMS = 64;

    private final JsonParser parser;
    private final Map<String, String> names;
    private final Map<List<List<Integer>>, List<List<Integer>>> shapes;

    private String phase = "";
    private String category = "";
    private String name = "";
    private long thread;
    private double start = Double.NaN;
    private double microseconds = Double.NaN;
    private long correlation;
    private long external;
    private List<List<Integer>> dims = List.of();

    EventReader(JsonParser parser, Map<String, String> names, Map<List<List<Integer>>, List<List<Integer>>> shapes) {
        this.parser = parser;
        this.names = names;
        this.shapes = shapes;
    }

    /// The event whose object has begun.
    TraceEvent read() {
        for (JsonToken next = parser.nextToken(); next == JsonToken.PROPERTY_NAME; next = parser.nextToken()) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "ph" -> phase = text(value);
                case "cat" -> category = text(value);
                case "name" -> name = text(value);
                case "tid" -> thread = thread(value);
                case "ts" -> start = real(value);
                case "dur" -> microseconds = real(value);
                case "args" -> arguments(value);
                default -> parser.skipChildren();
            }
        }
        return new TraceEvent(role(), known(name), thread, start, microseconds, correlation, external, known(dims));
    }

    /// A number, or in older traces a text: threads need only be told apart.
    private long thread(JsonToken value) {
        return value == JsonToken.VALUE_STRING ? parser.getString().hashCode() : whole(value);
    }

    /// Traces before 2022 have other names for categories.
    private TraceEvent.Role role() {
        if (!phase.equals("X")) {
            return TraceEvent.Role.NONE;
        }
        return switch (category) {
            case "kernel", "gpu_memcpy", "gpu_memset", "Kernel", "Memcpy", "Memset" -> TraceEvent.Role.KERNEL;
            case "cuda_runtime",
                    "cuda_driver",
                    "hip_runtime",
                    "hip_driver",
                    "xpu_runtime",
                    "xpu_driver",
                    "privateuse1_runtime",
                    "privateuse1_driver",
                    "Runtime" -> TraceEvent.Role.LAUNCH;
            case "cpu_op", "Operator" -> TraceEvent.Role.OPERATOR;
            default -> TraceEvent.Role.NONE;
        };
    }

    private void arguments(JsonToken first) {
        if (first != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (JsonToken next = parser.nextToken(); next == JsonToken.PROPERTY_NAME; next = parser.nextToken()) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "correlation" -> correlation = whole(value);
                case "External id", "external id" -> external = whole(value);
                case "Input Dims", "Input dims" -> dims = dims(value);
                default -> parser.skipChildren();
            }
        }
    }

    /// A list of shapes; lists of tensors and what is no shape are empty lists.
    private List<List<Integer>> dims(JsonToken first) {
        List<List<Integer>> all = new ArrayList<>();
        if (first != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return List.of();
        }
        for (JsonToken next = parser.nextToken();
                next != null && next != JsonToken.END_ARRAY;
                next = parser.nextToken()) {
            List<Integer> shape = next == JsonToken.START_ARRAY ? shape() : List.of();
            if (all.size() < MOST_DIMS) {
                all.add(shape);
            }
        }
        return List.copyOf(all);
    }

    private List<Integer> shape() {
        List<Integer> shape = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
                next != null && next != JsonToken.END_ARRAY;
                next = parser.nextToken()) {
            if (next == JsonToken.VALUE_NUMBER_INT && shape.size() < MOST_DIMS) {
                shape.add((int) Math.min(Integer.MAX_VALUE, whole(next)));
            } else {
                parser.skipChildren();
            }
        }
        return List.copyOf(shape);
    }

    private String text(JsonToken value) {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return "";
    }

    private long whole(JsonToken value) {
        if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        parser.skipChildren();
        return 0;
    }

    private double real(JsonToken value) {
        if (value.isNumeric()) {
            return parser.getDoubleValue();
        }
        parser.skipChildren();
        return Double.NaN;
    }

    private List<List<Integer>> known(List<List<Integer>> some) {
        List<List<Integer>> same = shapes.get(some);
        if (same == null && shapes.size() < MOST_NAMES) {
            shapes.put(some, some);
        }
        return same == null ? some : same;
    }

    private String known(String text) {
        String shortened = text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
        String same = names.get(shortened);
        if (same == null && names.size() < MOST_NAMES) {
            names.put(shortened, shortened);
        }
        return same == null ? shortened : same;
    }
}
