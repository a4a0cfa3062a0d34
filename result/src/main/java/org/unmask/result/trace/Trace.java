package org.unmask.result.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a trace of the PyTorch profiler says: passes over a model, and what their operators took.
///
/// @param device  as the trace names it; empty if it does not
/// @param ofDevice  whether kernels of a device were traced; if not, operators of the processor were
/// @param kernels  that ran
/// @param kernelSeconds  the sum of their times
/// @param busySeconds  in which at least one ran
/// @param spanSeconds  from the start of the first to the end of the last
/// @param kinds  seconds by what kernels do, for traces in which no pass was found
/// @param passes  in their order; empty if none was found
/// @param notes  for people
public record Trace(
        String device,
        boolean ofDevice,
        int kernels,
        double kernelSeconds,
        double busySeconds,
        double spanSeconds,
        Map<String, Double> kinds,
        List<TracedPass> passes,
        List<String> notes) {
    public Trace {
        kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
        passes = List.copyOf(passes);
        notes = List.copyOf(notes);
    }

    /// Reads a trace, plain or compressed.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, cut off, malformed, no trace, or holds no kernel
    public static Trace read(Path path) throws IOException {
        return read(path, Optional.empty());
    }

    /// Reads a trace, plain or compressed, whose matrix products are those of a model.
    ///
    /// @param model  sizes of its matrices
    /// @throws IOException in one line, naming the file, if it is missing, cut off, malformed, no trace, or holds no kernel
    public static Trace read(Path path, Optional<ProductSizes> model) throws IOException {
        TraceFile.Content content = TraceFile.read(path);
        List<Activity> activities = Activities.of(content);
        if (activities.isEmpty()) {
            throw new IOException(path + ": a trace without kernels and operators; profile with"
                    + " activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]");
        }
        Map<String, Double> kinds = new LinkedHashMap<>();
        activities.forEach(activity ->
                kinds.merge(activity.kind().name().toLowerCase(Locale.ROOT), activity.seconds(), Double::sum));
        ProductNames names = ProductNames.of(model, activities);
        List<TracedPass> passes = PassFinder.find(activities, names);
        List<String> notes = new ArrayList<>(names.notes());
        if (content.cut()) {
            notes.add("only the first " + content.most() + " kernels and operators were read");
        }
        double end = activities.stream().mapToDouble(Activity::end).max().orElse(0);
        return new Trace(
                content.device(),
                !content.kernels().isEmpty(),
                activities.size(),
                activities.stream().mapToDouble(Activity::seconds).sum(),
                PassFinder.busy(activities),
                end - activities.getFirst().start(),
                kinds,
                passes,
                notes);
    }
}
