package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.OperatorShape;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Overhead;
import org.unmask.cost.timing.Timing;

class OperatorsFileTest {
    private static final OperatorTimings TABLE = new OperatorTimings(
            new OperatorTimings.Stand(
                    "Some CPU",
                    4,
                    "vector",
                    Set.of(Fusion.RESIDUAL_NORM),
                    new DTypes(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT32),
                    Map.of("small-ar", new MachineSpeed(2e10, 1e11))),
            new Overhead(1e-4, 2e-6, 0),
            List.of(
                    new Timing(
                            OperatorShape.of(OperatorShape.Kind.MATRIX, "qkv_proj", List.of(64, 64, 32, 1)),
                            new Timing.Rows(8),
                            1000,
                            2000,
                            1e-5,
                            0.9e-5,
                            1.2e-5,
                            5,
                            0.25,
                            0.08),
                    new Timing(
                            OperatorShape.of(OperatorShape.Kind.ATTENTION, "attention", List.of(4, 2, 16)),
                            new Timing.Attended(2, 4, 20, false),
                            3000,
                            4000,
                            2e-5,
                            1.9e-5,
                            2.2e-5,
                            5,
                            1,
                            0)));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("profiles").resolve("mine.json");
        OperatorsFile.write(file, "mine", "measured here", List.of(TABLE));
    }

    @Test
    void whatIsWrittenIsReadAsAProfile() throws IOException {
        CatalogProfile profile = ProfileFile.read(file);

        assertThat(profile.id()).isEqualTo("mine");
        assertThat(profile.timings().orElseThrow().tables()).containsExactly(TABLE);
        assertThat(profile.profile().timings()).isEqualTo(profile.timings());
    }

    @Test
    void aProfileOfTheUserIsFoundByItsName() throws IOException {
        Catalog catalog = new Catalog(folder, folder);

        assertThat(catalog.profiles()).contains("mine", "roofline");
        assertThat(catalog.profile("mine").timings()).isPresent();
    }

    @Test
    void withoutAMeasuredProfileItSaysHowToMakeOne() throws IOException {
        Catalog catalog = new Catalog(folder, folder);

        assertThatThrownBy(() -> catalog.profile("this-machine"))
                .hasMessage("profile this-machine is not measured yet; run: unmask probe --operators --model NAME");
    }

    private void with(String text, String other) throws IOException {
        String content = Files.readString(file);
        assertThat(content).contains(text);
        Files.writeString(file, content.replaceFirst(text, other));
    }

    @Test
    void aFileWithOneSpeedHasItForAllItsModels() throws IOException {
        String content = Files.readString(file);
        int from = content.indexOf("\"speeds\"");
        Files.writeString(file, content.substring(0, from) + content.substring(content.indexOf("\"models\"", from)));

        OperatorTimings table =
                ProfileFile.read(file).timings().orElseThrow().tables().getFirst();

        assertThat(table.stand()).isEqualTo(TABLE.stand());
    }

    @Test
    void anExponentOfTheSpeedIsOneUnlessTheFileSaysOtherwise() throws IOException {
        with("\"speed_exponent\" : 0.25,", "");
        assertThat(ProfileFile.read(file)
                        .timings()
                        .orElseThrow()
                        .tables()
                        .getFirst()
                        .timings()
                        .getFirst()
                        .speedExponent())
                .isEqualTo(1);
        write();
        with("\"speed_exponent\" : 0.25", "\"speed_exponent\" : 1.5");
        assertThatThrownBy(() -> ProfileFile.read(file))
                .hasMessageContaining("exponent of the speed=1.5; expected 0 to 1");
    }

    @Test
    void aMissingKeyIsNamed() throws IOException {
        with("\"samples\" : 5,", "");

        assertThatThrownBy(() -> ProfileFile.read(file)).hasMessageContaining("tables[0].timings[0].samples");
    }

    @Test
    void badValuesAreNamed() throws IOException {
        with("\"seconds\" : 1.0E-5", "\"seconds\" : -1");
        assertThatThrownBy(() -> ProfileFile.read(file)).hasMessageContaining("tables[0].timings[0].seconds: -1");
        write();
        with("\"keys\" : 20", "\"keys\" : 3");
        assertThatThrownBy(() -> ProfileFile.read(file))
                .hasMessageContaining("bad timing of attention: batch=2 queries=4 keys=3");
        write();
        with("\"kind\" : \"matrix\"", "\"kind\" : \"tensor\"");
        assertThatThrownBy(() -> ProfileFile.read(file)).hasMessageContaining("unknown kind of operator 'tensor'");
    }
}
