package org.unmask.run.measure;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DTypes;
import org.unmask.result.Setting;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.LoadedModel;
import org.unmask.run.session.LoadedModels;

/// The settings of a protocol that differ, each with as many runs, and which of them results hold.
///
/// @param <T>  what a setting runs
final class RunPlan<T> {
    private final List<Asked> asked = new ArrayList<>();
    private final List<Job<T>> jobs = new ArrayList<>();
    private final int first;
    private final int end;

    /// One of the runs of a setting.
    record Run(String setting, int number) {
        static Run of(Setting setting, int number) {
            return new Run(setting.id(), number);
        }
    }

    /// A setting as it runs here.
    record Job<T>(Asked asked, String id, T task) {
        CatalogModel entry() {
            return asked.entry();
        }

        LoadedModel loaded(LoadedModels models) throws IOException {
            return models.of(asked.entry(), asked.drafter());
        }

        Run run(int number) {
            return new Run(id, number);
        }
    }

    /// Knows everything of a setting.
    @FunctionalInterface
    interface Completion {
        Setting of(Asked asked) throws IOException;
    }

    /// @param first  number of the first run of a setting
    /// @param end  number behind the last one
    RunPlan(List<Asked> open, Completion completion, BiFunction<Asked, Setting, T> task, int first, int end)
            throws IOException {
        this.first = first;
        this.end = end;
        Set<String> known = new HashSet<>();
        for (Asked each : open) {
            Setting setting = completion.of(each);
            asked.add(each.with(setting.anywhere()));
            // Strategies that differ only in what is assumed of them are one setting.
            if (known.add(setting.id())) {
                jobs.add(new Job<>(each, setting.id(), task.apply(each, setting)));
            }
        }
    }

    /// The settings as they run here, so that results of other backends, threads or weights are not taken for them.
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<Job<T>> jobs() {
        return List.copyOf(jobs);
    }

    /// @throws IllegalArgumentException if a run has no room on this machine
    void checkCapacity(DTypes types) {
        Map<CatalogModel, Capacity> room = LoadedModels.room(models(), types);
        for (Job<T> job : jobs) {
            job.asked().check(requireNonNull(room.get(job.entry())), types);
        }
    }

    /// The models that run, each once; those that draft too.
    List<CatalogModel> models() {
        return jobs.stream().flatMap(job -> job.asked().models()).distinct().toList();
    }

    /// Runs in all.
    long planned() {
        return (long) jobs.size() * (end - first);
    }

    /// How many of them are done.
    long kept(Set<Run> done) {
        return planned() - missing(done);
    }

    /// How many of them are not done.
    long missing(Set<Run> done) {
        return jobs.stream().mapToLong(job -> missing(job, done)).sum();
    }

    /// How many runs of a setting are not done.
    long missing(Job<T> job, Set<Run> done) {
        return IntStream.range(first, end)
                .filter(number -> !done.contains(job.run(number)))
                .count();
    }
}
