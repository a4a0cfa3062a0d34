package org.unmask.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.text.UsageException;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.sweep.Grid;
import org.unmask.cost.sweep.GridBytes;

class ClusterTest {
    private static final Path NOWHERE = Path.of("no-such-folder");

    @TempDir
    private Path folder;

    /// Every model of the catalogue on every device.
    private static Grid grid() throws IOException {
        Catalog catalog = new Catalog(NOWHERE, NOWHERE);
        StrategySpec strategy = StrategySpec.parse("ar");
        Request request = new Request(1, 8, 32, LogitRows.ACTIVE);
        List<Scenario> settings = new ArrayList<>();
        for (String model : catalog.models()) {
            for (String device : catalog.devices()) {
                settings.add(Scenario.of(
                        catalog.model(model).model(),
                        catalog.device(device).device(),
                        strategy,
                        request,
                        DType.BFLOAT16));
            }
        }
        return new Grid(settings, List.of(strategy), List.of(32), List.of(8, 16), List.of(1, 2, 3), LogitRows.ACTIVE);
    }

    @Test
    void everyModelAndDeviceIsTheSameOnAnotherMachine() throws IOException {
        Grid grid = grid();

        assertThat(GridBytes.read(GridBytes.of(grid))).isEqualTo(grid);
    }

    @Test
    void damagedBytesAreRefused() {
        assertThatThrownBy(() -> GridBytes.read(new byte[] {0, 0, 0, 3, 1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the grid cannot be read; use one version of Unmask everywhere");
        assertThatThrownBy(() -> GridBytes.read(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    /// A flipped bit may make another grid, such as one of another batch, but nothing else.
    @Test
    void bytesWithOneFlippedBitAreAGridOrRefused() throws IOException {
        Grid all = grid();
        StrategySpec strategy = StrategySpec.parse("ar");
        byte[] bytes = GridBytes.of(new Grid(
                List.of(all.scenario(0)), List.of(strategy), List.of(32), List.of(8), List.of(1), LogitRows.ACTIVE));

        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertThat(catchThrowable(() -> GridBytes.read(flipped)))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(thrown)
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageStartingWith("the grid cannot be read"));
        }
    }

    @Test
    void withoutSparkOneLineSaysHowToBuildIt() throws IOException {
        Grid grid = grid();

        assertThatThrownBy(() -> new Cluster(folder, "local[*]", 100).run(grid, folder.resolve("out"), false))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "--master needs Spark, which is not built: run ./mvnw -Pspark -pl spark -am -DskipTests package in "
                                + folder + ", or leave it out to price here");
    }

    @Test
    void rowsThatAreThereStay() throws IOException {
        Files.createDirectories(folder.resolve("spark/target/home/jars"));
        Files.createDirectories(folder.resolve("spark/target/classes"));
        Grid grid = grid();

        assertThatThrownBy(() -> new Cluster(folder, "local", 100).run(grid, folder, false))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": there is one already; give a folder that is not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yarn", "local[0]", "local[x]", "spark://host", "spark://a:1,b:2", "http://host:7077"})
    void anotherKindOfMasterIsRefused(String master) {
        assertThatThrownBy(() -> new Cluster(folder, master, 100))
                .isInstanceOf(UsageException.class)
                .hasMessage("--master " + master + "; expected local[*], local[N] or spark://HOST:PORT");
    }
}
