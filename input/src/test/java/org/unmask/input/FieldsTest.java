package org.unmask.input;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.StringNode;

class FieldsTest {
    private static Fields fields(String json) throws IOException {
        return JsonFile.parse("f", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static final Map<String, Fields.Reader<?>> READERS = Map.ofEntries(
            Map.entry("text", fields -> fields.text("a")),
            Map.entry("texts", fields -> fields.texts("a")),
            Map.entry("verbatim", fields -> fields.verbatim("a")),
            Map.entry("flag", fields -> fields.flag("a")),
            Map.entry("count", fields -> fields.count("a")),
            Map.entry("whole", fields -> fields.whole("a")),
            Map.entry("numbers", fields -> fields.numbers("a", 9)),
            Map.entry("lists", fields -> fields.numberLists("a")),
            Map.entry("ranges", fields -> fields.ranges("a")),
            Map.entry("token", fields -> fields.optionalToken("a", 10)),
            Map.entry("large", fields -> fields.large("a")),
            Map.entry("positive", fields -> fields.positive("a")),
            Map.entry("number", fields -> fields.number("a")),
            Map.entry("decimal", fields -> fields.decimal("a", 1)),
            Map.entry("object", fields -> fields.object("a")),
            Map.entry("objects", fields -> fields.objects("a")),
            Map.entry("part", fields -> fields.part("a", part -> part.count("b"))),
            Map.entry("parts", fields -> fields.parts("a", part -> part.count("b"))),
            Map.entry("value", fields -> fields.value("a", Integer::valueOf)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "text     | {}                   | a: missing; expected a text",
                "text     | {'a': null}          | a: null; expected a text",
                "text     | {'a': ' '}           | a: ' '; expected a text",
                "texts    | {'a': ['x', 1]}      | a: ['x',1]; expected a list of names (write names with a colon in quotes)",
                "texts    | {'a': 'x'}           | a: 'x'; expected a list of names",
                "verbatim | {'a': 1}             | a: 1; expected a text",
                "flag     | {'a': 'yes'}         | a: 'yes'; expected true or false",
                "count    | {'a': 0}             | a: 0; expected a whole number from 1",
                "count    | {'a': 1.5}           | a: 1.5; expected a whole number from 1",
                "count    | {'a': 9999999999}    | a: 9999999999; expected a whole number from 1 to 2147483647",
                "whole    | {'a': -1}            | a: -1; expected a whole number from 0",
                "numbers  | {'a': [1, 10]}       | a: 10; expected a whole number from 0 to 9",
                "lists    | {'a': [[1], 2]}      | a: 2; expected a list of whole numbers",
                "ranges   | {'a': []}            | a: []; expected a list of whole numbers, or a range such as 1-64*2",
                "ranges   | {'a': '3-1'}         | bad a '3-1'; expected whole numbers from 1: a list 1,2,4 or a range 1-32*2",
                "token    | {'a': 10}            | a: 10; expected a whole number from 0 to 9",
                "large    | {'a': 1e20}          | a: 1.0E20; expected a whole number from 1",
                "positive | {'a': 0}             | a: 0; expected a number above 0",
                "positive | {'a': 1e999}         | a: 'Infinity'; expected a number above 0",
                "number   | {'a': -0.5}          | a: -0.5; expected a number from 0",
                "decimal  | {'a': '1'}           | a: '1'; expected a number",
                "object   | {'a': []}            | a: []; expected an object",
                "objects  | {'a': [1]}           | a: [1]; expected a list of objects",
                "part     | {'a': {}}            | a.b: missing; expected a whole number from 1",
                "part     | {'a': {'b': 1, 'c': 1}} | unknown key 'a.c'; did you mean a.b?",
                "parts    | {'a': []}            | a: []; expected a list of objects",
                "parts    | {'a': [{'b': 1}, {'b': 0}]} | a[1].b: 0; expected a whole number from 1",
                "value    | {'a': 'x'}           | a: For input string: 'x'",
            })
    void anErrorNamesFileAndKeyAndWhatIsExpected(String reader, String json, String message) throws IOException {
        assertThatThrownBy(() -> requireNonNull(READERS.get(reader)).read(fields(json)))
                .isInstanceOf(IOException.class)
                .extracting(e -> String.valueOf(e.getMessage()).replace('"', '\''))
                .isEqualTo("f: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'a': null}"})
    void aKeyWithoutAValueIsAsIfItWereMissing(String json) throws IOException {
        Fields fields = fields(json);

        assertThat(fields.has("a")).isFalse();
        assertThat(fields.text("a", "x")).isEqualTo("x");
        assertThat(fields.optionalText("a")).isEmpty();
        assertThat(fields.verbatim("a")).isEmpty();
        assertThat(fields.flag("a", true)).isTrue();
        assertThat(fields.count("a", 3)).isEqualTo(3);
        assertThat(fields.whole("a", 0)).isZero();
        assertThat(fields.optionalCount("a")).isEmpty();
        assertThat(fields.numbers("a", 9)).isEmpty();
        assertThat(fields.numberLists("a")).isEmpty();
        assertThat(fields.ranges("a", List.of(7))).containsExactly(7);
        assertThat(fields.optionalToken("a", 9)).isEmpty();
        assertThat(fields.tokens("a", 9)).isEmpty();
        assertThat(fields.positive("a", 0.5)).isEqualTo(0.5);
        assertThat(fields.decimal("a", -1)).isEqualTo(-1);
        assertThat(fields.part("a", part -> part)).isEmpty();
        assertThat(fields.parts("a", part -> part)).isEmpty();
        Integer value = fields.value("a", "3", Integer::valueOf);
        assertThat(value).isEqualTo(3);
    }

    @Test
    void valuesAreReadAsTheyStand() throws IOException {
        Fields fields = fields("{'a': {'b': [{'c': '1-4*2'}, {'c': [1, '2-3']}]}, 'n': 48e9, 't': [3, 4], 'v': ''}");

        assertThat(fields.keys()).containsExactly("a", "n", "t", "v");
        assertThat(fields.object("a").parts("b", part -> part.ranges("c")))
                .containsExactly(List.of(1, 2, 4), List.of(1, 2, 3));
        assertThat(fields.large("n")).isEqualTo(48_000_000_000L);
        assertThat(fields.tokens("t", 5)).containsExactly(3, 4);
        assertThat(fields.verbatim("v")).isEqualTo(Optional.of(""));
    }

    @Test
    void keysThatNobodyReadAreRefusedWhereAsked() throws IOException {
        Fields fields = fields("{'name': 'x', 'titl': 'y'}");
        fields.text("name");
        fields.text("title", "");

        assertThatThrownBy(fields::end)
                .isInstanceOf(IOException.class)
                .hasMessage("f: unknown key 'titl'; did you mean title?");
        Fields empty = fields("{'title': null}");
        empty.text("title", "");
        assertThatThrownBy(empty::end).hasMessage("f: title: null; expected a value, or nothing with this key");
    }

    @Test
    void longValuesAreCut() throws IOException {
        assertThatThrownBy(() -> fields("{'a': '" + "x".repeat(100) + "'}").count("a"))
                .hasMessage("f: a: \"" + "x".repeat(59) + "...; expected a whole number from 1");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> fields("[]")).hasMessage("f: byte 0: expected a JSON object");
        assertThatThrownBy(() -> Fields.of("f", StringNode.valueOf("x"))).hasMessage("f: expected keys with values");
        assertThatThrownBy(() -> fields("{'a': 1, 'a': 2}"))
                .hasMessageStartingWith("f: byte 12: malformed JSON: Duplicate");
    }
}
