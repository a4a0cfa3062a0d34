package org.unmask.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.app.table.ParquetSink;
import org.unmask.app.table.Sink;
import org.unmask.app.table.TableFormat;
import org.unmask.app.table.TextSink;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Progress;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;
import org.unmask.cost.sweep.Grid;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SweepTest {
    private static final Path NOWHERE = Path.of("no-such-folder");

    @TempDir
    private Path folder;

    private static Grid grid(List<String> strategies, List<Integer> generated, int prompts, int batches)
            throws IOException {
        Catalog catalog = new Catalog(NOWHERE, NOWHERE);
        Request any = new Request(1, 1, 1, LogitRows.ACTIVE);
        List<StrategySpec> specs = strategies.stream().map(StrategySpec::parse).toList();
        List<Scenario> settings = List.of(
                Scenario.of(
                        catalog.model("llada-8b").model(),
                        catalog.device("a6000").device(),
                        specs.getFirst(),
                        any,
                        DType.BFLOAT16),
                Scenario.of(
                        catalog.model("dream-7b").model(),
                        catalog.device("h100-sxm").device(),
                        specs.getFirst(),
                        any,
                        DType.BFLOAT16));
        return new Grid(
                settings,
                specs,
                generated,
                IntStream.rangeClosed(1, prompts).boxed().toList(),
                IntStream.rangeClosed(1, batches).boxed().toList(),
                LogitRows.ACTIVE);
    }

    private static String csv(Grid grid, int threads) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Sink<Totals> sink = TableFormat.CSV.to(Channels.newChannel(out), PredictionColumns.SWEEP, "--output")) {
            new Sweep(grid, threads, false).run(sink, Progress.SILENT);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Every row is what one prediction gives, whose passes are summed one by one.
    @Test
    void rowsAreThePredictions() throws IOException {
        Grid grid = grid(List.of("diffusion", "dual-cache:block=8,steps=16"), List.of(16, 32), 3, 2);
        List<String> lines = csv(grid, 2).lines().toList();

        assertThat(lines).hasSize(1 + 2 * 2 * 2 * 3 * 2);
        assertThat(grid.size()).isEqualTo(48);
        List<String> header = List.of(lines.getFirst().split(","));
        for (int i = 0; i < grid.size(); i++) {
            Scenario scenario = grid.scenario(i);
            Prediction one = Prediction.of(scenario);
            // The only commas within a value are those of the strategy, in quotes.
            String[] values =
                    lines.get(1 + i).replaceAll("\"[^\"]*\"", "quoted").split(",", -1);
            assertThat(values[header.indexOf("batch")])
                    .isEqualTo("" + scenario.request().batch());
            assertThat(Double.parseDouble(values[header.indexOf("seconds")]))
                    .isCloseTo(one.timeline().seconds(), withinPercentage(1e-9));
            assertThat(values[header.indexOf("matmul_flops")])
                    .isEqualTo("" + one.timeline().work().matmulFlops());
            assertThat(values[header.indexOf("memory_bytes")])
                    .isEqualTo("" + one.memory().totalBytes());
            assertThat(values[header.indexOf("passes")])
                    .isEqualTo("" + one.timeline().passes().size());
        }
    }

    @Test
    void theOrderDoesNotDependOnThreads() throws IOException {
        Grid grid = grid(List.of("diffusion:steps=4"), List.of(16), 90, 60);

        assertThat(grid.size()).isGreaterThan(2L * Sweep.CHUNK);
        assertThat(csv(grid, 3)).isEqualTo(csv(grid, 1));
    }

    @Test
    void linesOfJsonHoldTheSameValues() throws IOException {
        Grid grid = grid(List.of("diffusion:steps=4"), List.of(16), 2, 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Sink<Totals> sink = TableFormat.JSONL.to(Channels.newChannel(out), PredictionColumns.SWEEP, "--output")) {
            new Sweep(grid, 1, false).run(sink, Progress.SILENT);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(lines).hasSize(8);
        JsonNode last = JsonMapper.shared().readTree(lines.getLast());
        assertThat(last.get("model").asString()).isEqualTo("dream-7b");
        assertThat(last.get("prompt_tokens").asInt()).isEqualTo(2);
        assertThat(last.get("joules_per_token").isNull()).isTrue();
        assertThat(last.get("seconds").asDouble())
                .isEqualTo(Prediction.of(grid.scenario(7)).timeline().seconds(), within(1e-12));
    }

    @Test
    void partsOfParquetHoldEveryRow() throws IOException, SQLException {
        Grid grid = grid(List.of("diffusion:steps=4"), List.of(16), 90, 60);
        Path file = folder.resolve("it's.parquet");
        try (Sink<Totals> sink = new ParquetSink<>(file, PredictionColumns.SWEEP, grid.size(), 2 * Sweep.CHUNK)) {
            new Sweep(grid, 2, false).run(sink, Progress.SILENT);
        }

        assertThat(folder).isDirectoryContaining(path -> path.endsWith("it's-00000.parquet"));
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .as("no lines are left behind")
                    .allMatch(path -> path.toString().endsWith(".parquet"));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT count(*), sum(passes), max(batch), typeof(any_value(seconds))"
                                + " FROM read_parquet('" + folder.toString().replace("'", "''") + "/*.parquet')")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getLong(1)).isEqualTo(grid.size());
            assertThat(result.getLong(2)).isEqualTo(4 * grid.size());
            assertThat(result.getLong(3)).isEqualTo(60);
            assertThat(result.getString(4)).isEqualTo("DOUBLE");
        }
    }

    /// A disk with room for so many bytes.
    private static final class SmallDisk implements WritableByteChannel {
        private int room;

        SmallDisk(int room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int count = Math.min(room, source.remaining());
            source.position(source.position() + count);
            room -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing to end
        }
    }

    @Test
    void aFullDiskIsOneLineThatSaysWhatIsThere() throws IOException {
        Grid grid = grid(List.of("diffusion:steps=4"), List.of(16), 90, 60);
        Sink<Totals> sink = new TextSink<>(new SmallDisk(2_000_000), Csv.of(PredictionColumns.SWEEP));

        assertThatThrownBy(() -> new Sweep(grid, 2, false).run(sink, Progress.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write any more (No space left on device); at least 4096 of 10800 rows were written"
                        + " before and can be read");
    }

    @Test
    void whatCannotBePricedIsAnErrorOrLeftOut() throws IOException {
        Grid grid = grid(List.of("diffusion:block=8"), List.of(16, 20), 2, 1);

        assertThatThrownBy(grid::check).hasMessage("generated length 20 is not a multiple of block=8");
        assertThatThrownBy(() -> csv(grid, 1))
                .hasMessage("llada-8b on a6000, diffusion:block=8, batch 1, prompt 1, generated 20: generated length 20"
                        + " is not a multiple of block=8; --skip leaves such points out");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Sink<Totals> sink = TableFormat.CSV.to(Channels.newChannel(out), PredictionColumns.SWEEP, "--output")) {
            assertThat(new Sweep(grid, 1, true).run(sink, Progress.SILENT)).isEqualTo(new Sweep.Counts(4, 4));
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(5);
    }

    @Test
    void tooManyPointsAreRefused() throws IOException {
        Grid small = grid(List.of("diffusion"), List.of(16), 1, 1);
        List<Integer> many = Collections.nCopies(3_000_000, 1);
        Grid large = new Grid(small.settings(), small.strategies(), many, many, many, LogitRows.ACTIVE);

        assertThatThrownBy(large::size).hasMessage("the sweep has 2^63 points or more; give shorter lists");
    }

    @Test
    void parquetNeedsAFile() {
        assertThatThrownBy(() -> TableFormat.PARQUET.to(
                        Channels.newChannel(new ByteArrayOutputStream()), PredictionColumns.SWEEP, "--output"))
                .hasMessage("parquet needs a file: give --output FILE");
    }
}
