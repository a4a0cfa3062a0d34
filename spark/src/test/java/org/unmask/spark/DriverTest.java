package org.unmask.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.LineFormat;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;
import org.unmask.cost.sweep.Grid;
import org.unmask.cost.sweep.GridBytes;
import org.unmask.cost.sweep.GridQuoter;
import org.unmask.result.AssumptionFiles;

class DriverTest {
    private static final int PART_ROWS = 100;

    @TempDir
    private Path folder;

    /// Prompts of 1 to 50 tokens, batches of 1 to 64, two strategies.
    private static Grid grid() {
        Model model = new Model(
                "small",
                "Small",
                MadeUpFamilies.of(Paradigm.DIFFUSION),
                Architectures.dense(6, 256, 8, 2, 32, 512, 1000),
                OptionalInt.empty(),
                List.of(),
                false,
                "made up");
        Device device = new Device("d", "D", Map.of(DType.BFLOAT16, 1e12), 1e10, 400_000_000, "made up");
        List<StrategySpec> strategies = List.of(
                StrategySpec.parse("diffusion:steps=7"), StrategySpec.parse("dual-cache:block=16,tokens-per-pass=3"));
        Request request = new Request(1, 1, 48, LogitRows.ACTIVE);
        return new Grid(
                List.of(Scenario.of(model, device, strategies.getFirst(), request, DType.BFLOAT16)),
                strategies,
                List.of(48),
                IntStream.rangeClosed(1, 50).boxed().toList(),
                IntStream.rangeClosed(1, 64).boxed().toList(),
                LogitRows.ACTIVE);
    }

    private Order order(Grid grid, String master, boolean skipping) throws IOException {
        Path file = Files.write(folder.resolve("sweep.grid"), GridBytes.of(grid));
        List<Path> classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.replace('\\', '/').matches(".*/(unmask-[^/]*\\.jar|target/(test-)?classes)"))
                .map(Path::of)
                .toList();
        return new Order(master, file, folder.resolve("out"), PART_ROWS, skipping, classes);
    }

    /// What this process prices itself, line by line.
    private static List<String> expected(Grid grid) {
        LineFormat<Totals> format = Csv.exact(PredictionColumns.SWEEP);
        List<String> lines = new ArrayList<>();
        new GridQuoter(grid, AssumptionFiles.ON_DISK, false).quote(0, (int) grid.size(), totals -> {
            StringBuilder line = new StringBuilder();
            format.append(totals, line);
            lines.add(line.toString().strip());
        });
        return lines;
    }

    /// What DuckDB reads in the files, in the order of their names. Numbers become text as
    /// those that are expected do.
    private List<String> rows() throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT * FROM read_parquet('" + folder.resolve("out") + "/*.parquet')")) {
            LineFormat<ResultSet> format = Csv.exact(columns());
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                format.append(rows, line);
                lines.add(line.toString().strip());
            }
        }
        return lines;
    }

    private static List<Column<ResultSet>> columns() {
        return PredictionColumns.SWEEP.stream()
                .map(column -> switch (column.kind()) {
                    case TEXT -> Column.<ResultSet>text(column.id(), "", row -> (String) value(row, column.id()));
                    case WHOLE ->
                        Column.<ResultSet>wholeIfKnown(
                                column.id(), "", "", row -> Optional.ofNullable((Long) value(row, column.id())));
                    case REAL ->
                        Column.<ResultSet>realIfKnown(column.id(), "", "", row -> {
                            Object value = value(row, column.id());
                            return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
                        });
                    case TRUTH -> Column.<ResultSet>truth(column.id(), "", row -> (Boolean) value(row, column.id()));
                })
                .toList();
    }

    private static Object value(ResultSet row, String column) {
        try {
            return row.getObject(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSweepIsPricedHereAsWithoutSpark() throws Exception {
        Grid grid = grid();
        long rows = Driver.run(order(grid, "local[2]", false), _ -> {}, _ -> {});

        assertThat(rows).isEqualTo(grid.size());
        assertThat(rows()).isEqualTo(expected(grid));
    }

    @Test
    void aWorkerThatIsKilledChangesNoRow() throws Exception {
        Grid grid = grid();
        List<String> told = new CopyOnWriteArrayList<>();
        try (Standalone cluster = new Standalone(folder.resolve("cluster"), 2)) {
            long rows = Driver.run(order(grid, cluster.master(), false), told::add, killing(cluster));

            assertThat(rows).isEqualTo(grid.size());
            assertThat(rows()).isEqualTo(expected(grid));
            assertThat(told).anyMatch(line -> line.startsWith("lost executor "));
        }
    }

    /// Kills a worker after a part of each.
    private static Consumer<SparkContext> killing(Standalone cluster) {
        List<String> seen = new CopyOnWriteArrayList<>();
        AtomicInteger kills = new AtomicInteger();
        return context -> context.addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd task) {
                if (!seen.contains(task.taskInfo().executorId())) {
                    seen.add(task.taskInfo().executorId());
                }
                if (seen.size() == 2 && kills.getAndIncrement() == 0) {
                    cluster.killWorker();
                }
            }
        });
    }

    @Test
    void aMasterThatIsNotThereIsSaidAtOnce() throws Exception {
        Order order = order(grid(), "spark://127.0.0.1:1", false);

        assertThatThrownBy(() -> Driver.run(order, _ -> {}, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no Spark master answers at spark://127.0.0.1:1 (")
                .hasMessageEndingWith("; start one, give another --master, or leave it out to price here");
    }
}
