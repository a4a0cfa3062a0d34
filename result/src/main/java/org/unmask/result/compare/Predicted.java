package org.unmask.result.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;
import org.unmask.result.Checkpoint;
import org.unmask.result.Drawing;
import org.unmask.result.ElementTypes;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Prompts;
import org.unmask.result.Setting;
import org.unmask.result.Stack;

/// Predictions as `predict --format json` prints them. The runtime profile stands in the place of the engine.
public final class Predicted {
    /// The format of predictions.
    public static final String SCHEMA = "unmask.prediction/1";

    private Predicted() {}

    /// The times and rates of a prediction.
    ///
    /// @throws IOException naming the key, if it is incomplete
    static List<Series> of(Fields prediction) throws IOException {
        prediction.requireSchema(SCHEMA);
        Setting setting = setting(prediction);
        Fields totals = prediction.object("totals");
        List<Series> series = new ArrayList<>();
        add(series, setting, totals, "seconds", "s");
        add(series, setting, totals, "first_token_seconds", "s");
        add(series, setting, totals, "tokens_per_second", "tokens/s");
        return series;
    }

    private static void add(List<Series> series, Setting setting, Fields totals, String key, String unit)
            throws IOException {
        if (totals.has(key)) {
            series.add(new Series(setting, key, unit, "unmask prediction " + key, totals.positive(key), List.of()));
        }
    }

    /// What was predicted, from the keys that a prediction has as JSON and as a row of a table.
    ///
    /// @throws IOException naming the key, if it is incomplete
    public static Setting setting(Fields prediction) throws IOException {
        return new Setting(
                model(prediction),
                Optional.of(prediction.value("strategy", StrategySpec::parse)),
                Load.batch(
                        prediction.count("batch"),
                        prediction.whole("prompt_tokens"),
                        prediction.count("generated_tokens")),
                Optional.of(prediction.value("logits", LogitRows::of)),
                Optional.empty(),
                new ElementTypes(
                        prediction.value("weight_dtype", Predicted::dtype),
                        Optional.of(prediction.value("activation_dtype", DType::of)),
                        Optional.of(prediction.value("kv_dtype", DType::of)),
                        Optional.empty()),
                stack(prediction),
                new Machine(Optional.of(prediction.text("device")), Optional.empty(), Optional.empty()),
                Optional.empty(),
                Drawing.UNKNOWN,
                Optional.empty(),
                Prompts.UNKNOWN);
    }

    /// Weights may be stored in a scheme of their own, such as `mxfp4`, which is no element type.
    private static Checkpoint model(Fields prediction) throws IOException {
        String weights = prediction.text("weight_dtype");
        return new Checkpoint(
                Optional.of(prediction.text("model")),
                Optional.empty(),
                Optional.empty(),
                dtype(weights).isPresent() ? Optional.empty() : Optional.of(weights));
    }

    private static Optional<DType> dtype(String name) {
        return Stream.of(DType.values()).filter(type -> type.id().equals(name)).findFirst();
    }

    private static Stack stack(Fields prediction) throws IOException {
        Map<String, String> options = prediction.isObject("deployment")
                ? Map.of("deployment", prediction.node("deployment").toString())
                : parallel(prediction);
        return new Stack(
                Optional.of("unmask prediction"),
                Optional.empty(),
                Optional.of(prediction.text("profile")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                options);
    }

    /// What a row says of several devices.
    private static Map<String, String> parallel(Fields row) throws IOException {
        Map<String, String> options = new TreeMap<>();
        for (String key : List.of("tensor_parallel", "pipeline_parallel", "expert_parallel")) {
            if (row.has(key) && row.count(key) > 1) {
                options.put(key, String.valueOf(row.count(key)));
            }
        }
        return options;
    }
}
