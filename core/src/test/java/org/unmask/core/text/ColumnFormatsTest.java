package org.unmask.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One list of columns in every format, against lines written by hand.
class ColumnFormatsTest {
    private record Run(String name, long batch, double seconds, OptionalDouble joules, boolean fits) {}

    private static final List<Column<Run>> COLUMNS = List.of(
            Column.text("name", "Name of the run.", Run::name),
            Column.whole("batch", "", "Sequences.", Run::batch),
            Column.real("seconds", "s", "Time.", Run::seconds),
            Column.realIfKnown("joules", "J", "Electricity.", Run::joules),
            Column.truth("fits", "Whether it fits.", Run::fits));

    private static final List<Run> RUNS = List.of(
            new Run("plain-1.5_b+c", 1, 0.0125, OptionalDouble.of(1234.5), true),
            new Run("a, \"b\"\nc", 1_000_000, 1e-9, OptionalDouble.empty(), false),
            new Run("=1+1", -2, Double.NaN, OptionalDouble.of(Double.POSITIVE_INFINITY), true));

    private static final String CSV = """
            name,batch,seconds,joules,fits
            plain-1.5_b+c,1,0.0125,1234.5,true
            "a, ""b""
            c",1000000,1.0E-9,,false
            "'=1+1",-2,,,true
            """;

    @Test
    void commaSeparatedValuesAreQuotedByOneRuleAndHarmlessInSpreadsheets() {
        assertThat(Csv.of(COLUMNS).all(RUNS)).isEqualTo(CSV);
        assertThat(Csv.exact(COLUMNS).all(RUNS)).isEqualTo(CSV.replace("'", ""));
    }

    @Test
    void linesOfJsonHaveNullForWhatIsNotKnown() {
        assertThat(new JsonLines<>(COLUMNS).all(RUNS)).isEqualTo("""
                {"name":"plain-1.5_b+c","batch":1,"seconds":0.0125,"joules":1234.5,"fits":true}
                {"name":"a, \\"b\\"\\nc","batch":1000000,"seconds":1.0E-9,"joules":null,"fits":false}
                {"name":"=1+1","batch":-2,"seconds":null,"joules":null,"fits":true}
                """);
        assertThat(JsonLines.text("\u0000\u001f\u007f/\\é漢😀\t\r\b\f"))
                .isEqualTo("\"\\u0000\\u001F\u007f/\\\\é漢😀\\t\\r\\b\\f\"");
    }

    @Test
    void peopleReadUnitsAndWords() {
        assertThat(TextTable.of(COLUMNS, "--format csv").of(RUNS, Integer.MAX_VALUE))
                .isEqualTo("""
                name             batch  seconds   joules  fits
                plain-1.5_b+c        1  12.5 ms  1.23 kJ   yes
                a, "b"?c       1000000  0.00 µs        -    no
                =1+1                -2        -        -   yes
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "tr-TR", "ar-EG", "hi-IN-u-nu-deva"})
    void noLocaleChangesAFormat(String locale) {
        Locale before = Locale.getDefault();
        String table = TextTable.of(COLUMNS, "").of(RUNS, Integer.MAX_VALUE);
        String lines = new JsonLines<>(COLUMNS).all(RUNS);
        try {
            Locale.setDefault(Locale.forLanguageTag(locale));
            assertThat(Csv.of(COLUMNS).all(RUNS)).isEqualTo(CSV);
            assertThat(new JsonLines<>(COLUMNS).all(RUNS)).isEqualTo(lines);
            assertThat(TextTable.of(COLUMNS, "").of(RUNS, Integer.MAX_VALUE)).isEqualTo(table);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "ar                  | ar",
                "llama-3.2_1b+x      | llama-3.2_1b+x",
                "steps:64            | \"steps:64\"",
                "two words           | \"two words\"",
                "größe               | \"größe\"",
                "=HYPERLINK(\"x\")   | \"'=HYPERLINK(\"\"x\"\")\"",
                "+1                  | \"'+1\"",
                "-1+cmd              | \"'-1+cmd\"",
                "@SUM(A1)            | \"'@SUM(A1)\"",
                "'                   | \"'\""
            })
    void textIsQuotedAndGuarded(String text, String field) {
        assertThat(Csv.text(text)).isEqualTo(field);
    }

    @Test
    void whatBreaksALineDoesNotHideAFormula() {
        assertThat(List.of("\t=1", "\r=1", "\n=1"))
                .allSatisfy(text -> assertThat(Csv.text(text)).isEqualTo("\"'" + text + "\""));
        assertThat(Csv.text("")).isEmpty();
    }

    @Test
    void aColumnCanBeOfAPartAndHaveOtherWords() {
        record Pair(Run first, Run second) {}
        Column<Pair> column =
                COLUMNS.get(1).headed("size").<Pair>of(Pair::second).shown(pair -> "many");

        assertThat(column.id()).isEqualTo("batch");
        assertThat(column.heading()).isEqualTo("size");
        assertThat(column.kind()).isEqualTo(Column.Kind.WHOLE);
        assertThat(Csv.of(List.of(column)).all(List.of(new Pair(RUNS.get(0), RUNS.get(1)))))
                .isEqualTo("batch\n1000000\n");
        assertThat(TextTable.of(List.of(column), "").of(List.of(new Pair(RUNS.get(0), RUNS.get(1))), 80))
                .isEqualTo("size\nmany\n");
    }
}
