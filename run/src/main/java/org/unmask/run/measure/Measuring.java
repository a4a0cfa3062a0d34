package org.unmask.run.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.unmask.catalog.OperatorsFile;
import org.unmask.core.text.Progress;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Backend;
import org.unmask.result.Header;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs protocols against a result file: what it does not hold yet is run and added to it.
public final class Measuring {
    /// The type of the lines of timings of operators in results.
    public static final String OPERATORS = "operators";

    private static final double PROBE_SECONDS = 0.5;
    private static final double OPERATOR_SECONDS = 6;

    private final Path home;
    private final Progress.Factory progress;
    private final Consumer<String> notes;
    private final Resumption resumption = new Resumption();

    /// Measures protocols and keeps what they give.
    ///
    /// @param home  the folder of the program, for the git commit
    /// @param notes  told what a person should know, one line each
    public Measuring(Path home, Progress.Factory progress, Consumer<String> notes) {
        this.home = home;
        this.progress = progress;
        this.notes = notes;
    }

    /// How far it is.
    public Resumption resumption() {
        return resumption;
    }

    /// Opens a file, which is made if it is not there, for the runs of some protocols.
    ///
    /// @param study  a name, and the hash that tells it from others
    /// @throws IllegalArgumentException if a run has no room on this machine; the file is not touched then
    /// @throws IOException if the file is in use, or holds results of another study
    public Session begin(String study, String hash, List<? extends Runs> parts, Path file) throws IOException {
        parts.forEach(Runs::checkCapacity);
        ResultFile results = ResultFile.append(file);
        try {
            resumption.working(results, List.copyOf(parts));
            Session session = new Session(results, List.copyOf(parts));
            new Header(
                            study,
                            hash,
                            Instant.now().truncatedTo(ChronoUnit.SECONDS),
                            Environment.describe(home, session.backend(), session.threads()))
                    .begin(results, notes);
            return session;
        } catch (IOException | RuntimeException e) {
            results.close();
            throw e;
        }
    }

    /// An open file and the runs that belong into it.
    public final class Session implements AutoCloseable {
        private final ResultFile file;
        private final List<Runs> parts;

        private Session(ResultFile file, List<Runs> parts) {
            this.file = file;
            this.parts = parts;
        }

        private Backend backend() {
            return parts.isEmpty()
                    ? Backends.named(Backends.AUTO)
                    : parts.getFirst().backend();
        }

        private int threads() {
            return parts.isEmpty() ? 0 : parts.getFirst().threads();
        }

        /// Measures the roofs of this machine with the backend that runs, if the file does not have them.
        public void probe() throws IOException {
            boolean known = file.results().probes().stream()
                    .anyMatch(probe -> probe.threads() == threads()
                            && probe.cpu().equals(Environment.cpu())
                            && probe.matmulFlopsPerSecond()
                                    .containsKey(backend().name()));
            if (!known) {
                file.append(MachineProbe.measure(List.of(backend()), threads(), PROBE_SECONDS, progress)
                        .json());
            }
        }

        /// Times the operators of the models that run, by turns with the runs, if the file does not have them.
        public void runAndTimeOperators() throws IOException {
            for (Runs part : parts) {
                List<OperatorPlan> missing = new ArrayList<>();
                for (OperatorPlan plan : part.operators()) {
                    if (!isTimed(plan)) {
                        missing.add(plan);
                    }
                }
                run(part, missing);
            }
        }

        private void run(Runs part, List<OperatorPlan> plans) throws IOException {
            List<OperatorProbe.ByTurns> probes = new ArrayList<>();
            try {
                for (OperatorPlan plan : plans) {
                    probes.add(probe(part, plan));
                }
                part.run(file, progress, notes, turns -> probes.forEach(probe -> probe.turn(turns)));
                for (OperatorProbe.ByTurns probe : probes) {
                    ObjectNode line = JsonMapper.shared().createObjectNode().put("type", OPERATORS);
                    line.setAll(OperatorsFile.json(probe.finish(Environment.cpu())));
                    file.append(line);
                }
            } finally {
                probes.forEach(OperatorProbe.ByTurns::close);
            }
        }

        private OperatorProbe.ByTurns probe(Runs part, OperatorPlan plan) {
            try (Progress bar = progress.start("time operators", 1)) {
                bar.step("warm-up");
                return new OperatorProbe(
                                part.backend(),
                                part.threads(),
                                plan.types(),
                                plan.rows(),
                                plan.keys(),
                                OPERATOR_SECONDS)
                        .byTurns(plan.models());
            }
        }

        private boolean isTimed(OperatorPlan plan) throws IOException {
            for (JsonNode line : file.lines(OPERATORS)) {
                OperatorTimings.Stand stand =
                        OperatorsFile.table(file.path().toString(), line).stand();
                if (stand.cpu().equals(Environment.cpu())
                        && stand.threads() == threads()
                        && stand.backend().equals(backend().name())
                        && stand.types().equals(plan.types())
                        && stand.models()
                                .containsAll(plan.models().stream()
                                        .map(entry -> entry.model().id())
                                        .toList())) {
                    return true;
                }
            }
            return false;
        }

        /// Runs what is missing, and times no operators.
        public void run() throws IOException {
            for (Runs part : parts) {
                part.run(file, progress, notes, Runs.Between.NOTHING);
            }
        }

        /// What the file holds now.
        public Results results() throws IOException {
            return file.results();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
