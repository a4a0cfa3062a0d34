package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Operator;
import org.unmask.core.text.Progress;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Overhead;
import org.unmask.cost.timing.Timing;
import org.unmask.engine.spi.Backend;

/// Times the operators of models on this machine over a ladder of sizes, in passes of the engine itself: with its threads,
/// its layouts, and weights that come from memory where those of the model do.
public final class OperatorProbe {
    private final Backend backend;
    private final int threads;
    private final DTypes types;
    private final OperatorLadder ladder;
    private final double seconds;

    /// Times operators on one backend.
    ///
    /// @param rows  the most rows of a pass that are timed
    /// @param keys  the most keys of a sequence that are timed
    /// @param seconds  how long to measure each model, about
    public OperatorProbe(Backend backend, int threads, DTypes types, int rows, int keys, double seconds) {
        this.backend = backend;
        this.threads = threads;
        this.types = types;
        this.ladder = new OperatorLadder(rows, keys);
        this.seconds = seconds;
    }

    /// Times the operators of some models, one model after the other.
    ///
    /// @throws IllegalArgumentException if the engine cannot run one of them
    public OperatorTimings measure(List<CatalogModel> models, String cpu, Progress.Factory progress) {
        Table table = new Table();
        Map<Architecture, CatalogModel> distinct = distinct(models);
        try (Progress bar = progress.start("time operators", distinct.size())) {
            distinct.forEach((architecture, entry) -> {
                bar.step(entry.model().id());
                try (OperatorSession session = session(entry)) {
                    table.add(architecture, session);
                }
            });
        }
        return table.timings(models, cpu);
    }

    /// Gets the models ready to be timed by turns with other work.
    ///
    /// @throws IllegalArgumentException if the engine cannot run one of them
    ByTurns byTurns(List<CatalogModel> models) {
        ByTurns all = new ByTurns(models);
        try {
            distinct(models).forEach((architecture, entry) -> all.sessions.put(architecture, session(entry)));
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
        return all;
    }

    private OperatorSession session(CatalogModel entry) {
        return new OperatorSession(entry, shortened(entry), backend, threads, types, ladder, seconds);
    }

    private Model shortened(CatalogModel entry) {
        return OperatorSession.shortened(entry.model(), types);
    }

    /// One model for each architecture.
    private Map<Architecture, CatalogModel> distinct(List<CatalogModel> models) {
        Map<Architecture, CatalogModel> distinct = new LinkedHashMap<>();
        models.forEach(entry -> distinct.putIfAbsent(shortened(entry).architecture(), entry));
        return distinct;
    }

    /// Models whose operators are timed by turns with other work: what the machine does to one, it does to the other.
    final class ByTurns implements AutoCloseable {
        private final List<CatalogModel> models;
        private final Map<Architecture, OperatorSession> sessions = new LinkedHashMap<>();

        private ByTurns(List<CatalogModel> models) {
            this.models = models;
        }

        /// Times for a while.
        ///
        /// @param turns  in all
        void turn(int turns) {
            sessions.values().forEach(session -> session.stretch(turns));
        }

        /// Times what is missing.
        OperatorTimings finish(String cpu) {
            Table table = new Table();
            sessions.forEach(table::add);
            return table.timings(models, cpu);
        }

        @Override
        public void close() {
            sessions.values().forEach(OperatorSession::close);
        }
    }

    /// What the sessions found.
    private final class Table {
        private final Map<Operator, Timing> timings = new LinkedHashMap<>();
        private final List<Overhead> overheads = new ArrayList<>();
        private final Map<Architecture, MachineSpeed> speeds = new HashMap<>();

        void add(Architecture architecture, OperatorSession session) {
            session.finish();
            OperatorSamples samples = session.samples();
            samples.timings().forEach(timings::putIfAbsent);
            speeds.put(architecture, samples.usualSpeed());
            overheads.add(session.overhead());
        }

        OperatorTimings timings(List<CatalogModel> models, String cpu) {
            Map<String, MachineSpeed> named = new LinkedHashMap<>();
            for (CatalogModel entry : models) {
                Architecture architecture = shortened(entry).architecture();
                named.put(entry.model().id(), Objects.requireNonNull(speeds.get(architecture)));
            }
            return new OperatorTimings(
                    new OperatorTimings.Stand(cpu, threads, backend.name(), backend.fusions(), types, named),
                    overheads.getFirst(),
                    List.copyOf(timings.values()));
        }
    }
}
