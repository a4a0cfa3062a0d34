package org.unmask.run.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.unmask.core.text.Progress;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Backend;
import org.unmask.result.Header;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;

/// Runs protocols against a result file: what it does not hold yet is run and added to it.
public final class Measuring {
    private static final double PROBE_SECONDS = 1;

    private final Path home;
    private final Progress.Factory progress;
    private final Consumer<String> notes;
    private final Resumption resumption = new Resumption();

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

        /// Measures the roofs of this machine, if the file does not have them.
        public void probe() throws IOException {
            boolean known = file.results().probes().stream()
                    .anyMatch(
                            probe -> probe.threads() == threads() && probe.cpu().equals(Environment.cpu()));
            if (!known) {
                file.append(
                        MachineProbe.measure(threads(), PROBE_SECONDS, progress).json());
            }
        }

        /// Runs what is missing.
        public void run() throws IOException {
            for (Runs part : parts) {
                part.run(file, progress);
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
