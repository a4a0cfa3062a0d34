package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.input.Fields;

/// What people call models and devices in reports of speeds, how long prompts of tasks are, and what is likely where a report
/// says nothing: `unmask.names/1`.
///
/// @param models  ids of the catalogue by the name in reports
/// @param devices  likewise
/// @param software  programs by what frameworks of reports begin with, the more special before the more general
/// @param tasks  with the lengths of their prompts, the more special before the more general
/// @param likely  values of quantities that a report does not state
/// @param device  where the device is not stated
/// @param deviceCount  how many of them
/// @param unstatedDevices  frameworks of reports in which that is likely; elsewhere a device that is not stated is not known
public record ReportNames(
        Map<String, String> models,
        Map<String, String> devices,
        Map<String, String> software,
        List<Task> tasks,
        Map<String, Range> likely,
        String device,
        int deviceCount,
        List<String> unstatedDevices) {
    private static final String SCHEMA = "unmask.names/1";

    /// A value, and between what it is.
    public record Range(double value, double low, double high) {}

    /// A task and the tokens of its prompts.
    public record Task(String name, Range promptTokens) {}

    public ReportNames {
        models = Map.copyOf(models);
        devices = Map.copyOf(devices);
        software = Collections.unmodifiableMap(new LinkedHashMap<>(software));
        tasks = List.copyOf(tasks);
        likely = Map.copyOf(likely);
        unstatedDevices = List.copyOf(unstatedDevices);
    }

    static ReportNames of(Fields root) throws IOException {
        root.requireSchema(SCHEMA);
        List<Task> tasks = new ArrayList<>();
        for (Fields task : root.objects("tasks")) {
            tasks.add(new Task(task.text("task"), range(task, "prompt_tokens")));
        }
        Fields values = root.object("likely");
        Map<String, Range> likely = new LinkedHashMap<>();
        for (String key : values.keys()) {
            if (values.isObject(key)) {
                likely.put(key, range(values.object(key), "value"));
            }
        }
        return new ReportNames(
                texts(root.object("models")),
                texts(root.object("devices")),
                root.has("software") ? texts(root.object("software")) : Map.of(),
                tasks,
                likely,
                values.text("device"),
                values.count("devices"),
                values.texts("device_of"));
    }

    private static Range range(Fields fields, String key) throws IOException {
        return new Range(fields.positive(key), fields.positive("low"), fields.positive("high"));
    }

    private static Map<String, String> texts(Fields fields) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : fields.keys()) {
            texts.put(key, fields.text(key));
        }
        return texts;
    }

    /// The program that a framework of a report stands for; its own name if it is none that is known.
    public String software(String framework) {
        return software.entrySet().stream()
                .filter(name -> framework.startsWith(name.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(framework);
    }

    /// The prompt of a task that a text names.
    public Optional<Range> promptTokens(String text) {
        return tasks.stream()
                .filter(task -> text.contains(task.name()))
                .map(Task::promptTokens)
                .findFirst();
    }

    /// What is likely of a quantity.
    ///
    /// @param quantity  its name, behind the id of a strategy if it is a key of one
    /// @throws IllegalArgumentException if nothing is known
    public Range likely(String quantity) {
        return Optional.ofNullable(likely.get(quantity))
                .orElseThrow(() -> new IllegalArgumentException("its " + quantity + " is neither stated nor guessed"));
    }
}
