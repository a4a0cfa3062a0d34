package org.unmask.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {
    private record Price(String model, String strategy, long batch, double seconds, double bytes) {}

    private static final List<Column<Price>> KEYS = List.of(
            Column.text("model", "The model.", Price::model),
            Column.text("strategy", "The strategy.", Price::strategy),
            Column.whole("batch", "", "Sequences.", Price::batch));
    private static final List<Column<Price>> RESULTS = List.of(
            Column.real("seconds", "s", "Time.", Price::seconds).headed("time"),
            Column.real("bytes", "B", "Memory.", Price::bytes).headed("memory"));
    private static final TextTable<Price> TABLE =
            TextTable.of(RESULTS, "--format csv").by(KEYS);

    private static final List<Price> PRICES = List.of(
            new Price("llada-8b", "dual-cache:block=32,steps=128", 1, 0.5, 16e9),
            new Price("llada-8b", "ar", 16, 12.25, 17.5e9));

    @Test
    void whatIsEqualInAllRowsIsSaidOnce() {
        assertThat(TABLE.of(PRICES, Integer.MAX_VALUE)).isEqualTo("""
                In all rows: model llada-8b

                strategy                       batch    time   memory
                dual-cache:block=32,steps=128      1  500 ms  16.0 GB
                ar                                16  12.3 s  17.5 GB
                """);
        assertThat(TABLE.of(PRICES.subList(0, 1), Integer.MAX_VALUE)).isEqualTo("""
                model     strategy                       batch    time   memory
                llada-8b  dual-cache:block=32,steps=128      1  500 ms  16.0 GB
                """);
    }

    @Test
    void textsAreWrappedAfterPunctuationSoThatTheTableFits() {
        assertThat(TABLE.of(PRICES, 48)).isEqualTo("""
                In all rows: model llada-8b

                strategy                  batch    time   memory
                dual-cache:block=32,          1  500 ms  16.0 GB
                steps=128
                ar                           16  12.3 s  17.5 GB
                """);
    }

    @Test
    void namesAreBrokenOnlyIfTheyAreVeryLong() {
        List<Price> prices = List.of(
                new Price("llama-3-8b", "ar", 1, 1, 1),
                new Price("a-model-of-a-very-long-name-and-more", "ar", 1, 1, 1));
        assertThat(TextTable.of(KEYS.subList(0, 1), "").of(prices, 10)).isEqualTo("""
                model
                llama-3-8b
                a-model-of-a-very-long-
                name-and-more
                """);
        assertThat(TABLE.of(PRICES, 44))
                .contains("\ndual-cache:block=32,      1")
                .contains("\nsteps=128\n");
    }

    @Test
    void theLastColumnsAreLeftOutAndNamed() {
        assertThat(TABLE.of(PRICES, 34)).isEqualTo("""
                In all rows: model llada-8b

                strategy             batch    time
                dual-cache:              1  500 ms
                block=32,steps=128
                ar                      16  12.3 s
                1 more column (memory): --format
                csv
                """);
    }

    @Test
    void wideCharactersAndMarksKeepColumnsBelowEachOther() {
        List<Price> prices = List.of(
                new Price("模型", "a", 1, 1, 1),
                new Price("e\u0301tude", "b", 2, 1, 1),
                new Price("🦙🦙", "c", 3, 1, 1),
                new Price("evil\u001b[2J\u202e", "d", 4, 1, 1));
        assertThat(TextTable.of(KEYS, "").of(prices, 80)).isEqualTo("""
                model      strategy  batch
                模型       a             1
                e\u0301tude      b             2
                🦙🦙       c             3
                evil?[2J?  d             4
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 72, 80, 100, 120, 200})
    void noLineIsWiderThanTheTerminal(int width) {
        String name = "a-model-of-a-very-long-name-with-版本-of-its-own-and-more";
        String unbroken = "x".repeat(150);
        List<Price> prices = List.of(
                new Price(name, "dual-cache:block=32,steps=128,threshold=0.9", 1, 0.5, 16e9),
                new Price(unbroken, "ar", 1_000_000, 12.25, 17.5e9));
        assertThat(TABLE.of(prices, width).lines())
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(width));
        assertThat(Paragraph.of("label  ", name.replace('-', ' '), width).lines())
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(width));
    }

    @Test
    void aTableWithoutRowsIsItsHeading() {
        assertThat(TABLE.of(List.of(), 80)).isEqualTo("model  strategy  batch  time  memory\n");
    }

    @Test
    void paragraphsHangBelowTheirLabelAndNeverBreakAWord() {
        assertThat(Paragraph.of("source  ", "see https://example.org/a/long/address and more", 24))
                .isEqualTo("""
                source  see
                        https://example.org/a/long/address
                        and more
                """);
        assertThat(Paragraph.of("a ", "", 10)).isEqualTo("a \n");
    }
}
