package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.hardware.Figure;
import org.unmask.input.JsonFile;

class DeviceFileTest {
    private static final String DEVICE = """
            {"schema": "unmask.device/1", "id": "d1", "name": "Device One", "vendor": "Maker",
             "flops_per_second": {
               "bf16": {"value": 154.8e12, "dense": true, "source": "https://a"},
               "tf32": {"value": 300e12, "dense": true, "source": "https://b"}},
             "memory_bytes_per_second": {"value": 768e9, "source": "https://c", "note": "n"},
             "memory_bytes": {"value": 48e9, "source": "https://a"},
             "board_power_watts": {"value": 300, "source": "https://g"},
             "idle_watts": {"value": 40, "source": "https://h"},
             "links": {
               "nvlink": {"bytes_per_second": {"value": 450e9, "source": "https://d", "note": "one direction"},
                          "latency_seconds": {"value": 6e-6, "source": "https://e"}},
               "pcie": {"bytes_per_second": {"value": 63e9, "source": "https://f"}}}}""";

    @TempDir
    private Path folder;

    private static CatalogDevice parse(String json) throws IOException {
        return DeviceFile.of(JsonFile.parse("d1.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsThePublishedRoofs() throws IOException {
        CatalogDevice entry = parse(DEVICE);
        Device device = entry.device();

        assertThat(device.flopsPerSecond()).isEqualTo(Map.of(DType.BFLOAT16, 154.8e12));
        assertThat(device.bytesPerSecond()).isEqualTo(768e9);
        assertThat(device.memoryBytes()).isEqualTo(48_000_000_000L);
        assertThat(device.source()).isEqualTo("https://a https://c");
        assertThat(entry.flopsPerSecond()).containsOnlyKeys("bf16", "tf32");
        assertThat(entry.measurement()).isEmpty();
    }

    @Test
    void readsTheLinks() throws IOException {
        assertThat(parse(DEVICE).links())
                .containsExactly(
                        Map.entry(
                                "nvlink",
                                new LinkFigures(
                                        new Figure(450e9, "https://d"), Optional.of(new Figure(6e-6, "https://e")))),
                        Map.entry("pcie", new LinkFigures(new Figure(63e9, "https://f"), Optional.empty())));
    }

    @Test
    void readsThePowerOfADeviceThatComputesAndOfOneThatWaits() throws IOException {
        assertThat(parse(DEVICE).boardPowerWatts()).contains(new Figure(300, "https://g"));
        assertThat(parse(DEVICE).idleWatts()).contains(new Figure(40, "https://h"));
    }

    @Test
    void aDeviceMayHaveNoLinks() throws IOException {
        String alone = DEVICE.substring(0, DEVICE.indexOf(",\n \"links\"")) + "}";

        assertThat(parse(alone).links()).isEmpty();
    }

    @Test
    void aMeasuredDeviceReadsBackAsWritten() throws IOException {
        String source = "measured: read loop of 1 GiB, best of 5";
        Map<String, Figure> rates = new LinkedHashMap<>();
        rates.put("bf16", new Figure(1.25e11, source));
        rates.put("float32", new Figure(4.06e11, source));
        CatalogDevice device = new CatalogDevice(
                "here",
                "This machine",
                Optional.empty(),
                rates,
                new Figure(30.5e9, source),
                new Figure(16_777_216_001.0, source),
                Optional.of(new Figure(65, source)),
                Optional.of(new Figure(12.5, source)),
                Map.of("pcie", new LinkFigures(new Figure(31.5e9, source), Optional.of(new Figure(1.5e-5, source)))),
                Optional.of(new CatalogDevice.Measurement(
                        "Some CPU",
                        2,
                        "2026-01-01T00:00:00Z",
                        Map.of(
                                "vector",
                                        Map.of(
                                                DType.FLOAT32,
                                                new Figure(1e11, source),
                                                DType.BFLOAT16,
                                                new Figure(3, source)),
                                "scalar", Map.of()))),
                Optional.of("zen5"));
        Path file = folder.resolve("devices").resolve("here.json");

        DeviceFile.write(file, device);
        DeviceFile.write(file, device);

        assertThat(DeviceFile.read(file)).isEqualTo(device);
        assertThat(DeviceFile.read(file).device().memoryBytes()).isEqualTo(16_777_216_001L);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).as("no draft is left").containsExactly(file);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "154.8e12 | 0 | flops_per_second.bf16.value: 0; expected a number above 0",
                "154.8e12 | 1e999 | flops_per_second.bf16.value: ",
                "154.8e12 | \"fast\" | flops_per_second.bf16.value: \"fast\"; expected a number above 0",
                "\"dense\": true, \"source\": \"https://a\" | \"dense\": false | flops_per_second.bf16.dense: false; expected true; a sparse",
                "\"dense\": true, \"source\": \"https://a\" | \"source\": \"x\" | flops_per_second.bf16.dense: missing; expected true or false",
                "\"dense\": true, \"source\": \"https://a\" | \"dense\": true | flops_per_second.bf16.source: missing; expected a text",
                "\"bf16\" | \"fp64\" | flops_per_second: {",
                "768e9 | -1 | memory_bytes_per_second.value: -1; expected a number above 0",
                "48e9 | 1.5 | memory_bytes.value: 1.5; expected a whole number from 1",
                "48e9 | 1e300 | memory_bytes.value: 1.0E300; expected a whole number from 1",
                "unmask.device/1 | unmask.device/2 | schema: \"unmask.device/2\"; expected 'unmask.device/1'",
                "\"id\" | \"name2\" | id: missing; expected a text",
                "\"vendor\": \"Maker\" | \"backends\": 7 | backends: 7; expected an object",
                "\"value\": 40 | \"value\": 301 | idle_watts.value: 301; expected at most the board power, 300",
                "450e9 | 0 | links.nvlink.bytes_per_second.value: 0; expected a number above 0",
                "450e9 | 1e999 | links.nvlink.bytes_per_second.value: ",
                "6e-6 | -6e-6 | links.nvlink.latency_seconds.value: -6.0E-6; expected a number above 0",
                "\"source\": \"https://f\" | \"note\": \"n\" | links.pcie.bytes_per_second.source: missing; expected a text",
                "\"bytes_per_second\": {\"value\": 63e9 | \"x\": {\"value\": 63e9 | links.pcie.bytes_per_second: missing; expected an object",
            })
    void aBadFileIsOneLineWithItsKey(String old, String now, String message) {
        assertThat(DEVICE).contains(old);
        assertThatThrownBy(() -> parse(DEVICE.replace(old, now)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("d1.json: " + message)
                .hasMessageNotContaining("\n");
    }
}
