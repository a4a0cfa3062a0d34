package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.cost.hardware.Figure;
import org.unmask.input.JsonFile;

class PriceFileTest {
    private static final String PRICES = """
            {"schema": "unmask.prices/1",
             "devices": {
               "b1": {"dollars_per_hour":
                 {"value": 2.5, "as_of": "2026-09-20", "source": "https://b", "note": "eight for 20"}},
               "a1": {"dollars_per_hour": {"value": 1, "as_of": "2025-02-01", "source": "our contract"}}}}""";

    @TempDir
    private Path folder;

    private static Map<String, DevicePrice> parse(String json) throws IOException {
        return PriceFile.of(JsonFile.parse("prices.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsAUsersOwnFile() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.json"), PRICES);

        assertThat(PriceFile.read(file))
                .containsExactly(
                        Map.entry(
                                "a1",
                                new DevicePrice(
                                        new Figure(1, "our contract"), LocalDate.of(2025, 2, 1), Optional.empty())),
                        Map.entry(
                                "b1",
                                new DevicePrice(
                                        new Figure(2.5, "https://b"),
                                        LocalDate.of(2026, 9, 20),
                                        Optional.of("eight for 20"))));
    }

    @Test
    void aFileThatIsNotThereIsSaidSo() {
        Path file = folder.resolve("nothing.json");

        assertThatThrownBy(() -> PriceFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2.5 | -2.5 | devices.b1.dollars_per_hour.value: -2.5; expected a number above 0",
                "2.5 | 0 | devices.b1.dollars_per_hour.value: 0; expected a number above 0",
                "2.5 | \"NaN\" | devices.b1.dollars_per_hour.value: \"NaN\"; expected a number above 0",
                "2.5 | NaN | devices.b1.dollars_per_hour.value: \"NaN\"; expected a number above 0",
                "2.5 | 1e999 | devices.b1.dollars_per_hour.value: ",
                "2.5 | -Infinity | devices.b1.dollars_per_hour.value: \"-Infinity\"; expected a number above 0",
                "2.5 | null | devices.b1.dollars_per_hour.value: null; expected a number above 0",
                "\"value\": 2.5 | \"price\": 2.5 | devices.b1.dollars_per_hour.value: missing; expected a number above 0",
                "https://b | ' ' | devices.b1.dollars_per_hour.source: \" \"; expected a text",
                "\"source\": \"https://b\" | \"url\": \"https://b\" | devices.b1.dollars_per_hour.source: missing; expected a text",
                "2026-09-20 | 2026-09-31 | devices.b1.dollars_per_hour.as_of: \"2026-09-31\"; expected a date",
                "2026-09-20 | soon | devices.b1.dollars_per_hour.as_of: \"soon\"; expected a date as 2026-01-31",
                "\"as_of\": \"2026-09-20\" | \"asof\": 1 | devices.b1.dollars_per_hour.as_of: missing; expected a text",
                "\"b1\": {\"dollars_per_hour\" | \"b1\": {\"euros_per_hour\" | devices.b1.dollars_per_hour: missing; expected an object",
                "\"devices\" | \"prices\" | devices: missing; expected an object",
                "unmask.prices/1 | unmask.prices/2 | schema: \"unmask.prices/2\"; expected 'unmask.prices/1'",
                "\"a1\" | \"b1\" | byte ",
            })
    void aBadFileIsOneLineWithItsKey(String old, String now, String message) {
        assertThat(PRICES).contains(old);
        assertThatThrownBy(() -> parse(PRICES.replace(old, now)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("prices.json: " + message)
                .hasMessageNotContaining("\n");
    }
}
