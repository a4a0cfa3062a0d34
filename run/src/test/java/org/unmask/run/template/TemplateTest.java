package org.unmask.run.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TemplateTest {
    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TemplateTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static Stream<JsonNode> conversations() throws IOException {
        return elements(JsonMapper.shared().readTree(resource("templates.json")));
    }

    static Stream<JsonNode> parts() throws IOException {
        return elements(JsonMapper.shared().readTree(resource("parts.json")).path("parts"));
    }

    private static String render(String template, Map<String, ?> values) {
        return Template.of(template).render(values);
    }

    /// Templates of published models, and what `transformers` renders from them: see `templates.py` beside them.
    @ParameterizedTest
    @MethodSource("conversations")
    void aPublishedTemplateGivesWhatTransformersGives(JsonNode expected) throws IOException {
        String template = resource(expected.path("template").stringValue());
        List<Map<String, String>> messages = new ArrayList<>();
        for (JsonNode message : expected.path("messages")) {
            messages.add(Map.of(
                    "role", message.path("role").stringValue(),
                    "content", message.path("content").stringValue()));
        }
        Map<String, Object> values = new HashMap<>(
                Map.of("messages", messages, "bos_token", "<s>", "eos_token", "</s>", "add_generation_prompt", true));
        values.put("tools", null);

        if (expected.has("text")) {
            assertThat(render(template, values)).isEqualTo(expected.path("text").stringValue());
        } else {
            assertThatThrownBy(() -> render(template, values))
                    .isInstanceOf(TemplateException.class)
                    .hasMessage("line 1: the template refuses: "
                            + expected.path("refused").stringValue());
        }
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyPartOfTheLanguageMeansWhatItMeansThere(JsonNode expected) throws IOException {
        JsonNode values = JsonMapper.shared().readTree(resource("parts.json")).path("values");
        Map<?, ?> map = JsonMapper.shared().convertValue(values, Map.class);
        Map<String, Object> seen = new HashMap<>();
        map.forEach((key, value) -> seen.put((String) key, value));

        assertThat(render(expected.path("template").stringValue(), seen))
                .isEqualTo(expected.path("text").stringValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{% include 'x' %} ; line 1: the tag 'include' is not known",
                "{% if x %} ; line 1: 'if x' has no endif",
                "{% endfor %} ; line 1: 'endfor' has no beginning",
                "{{ x ; line 1: a tag does not end",
                "{{ 'x }} ; line 1: a text in quotes does not end",
                "{{ 1 + }} ; line 1: '1 +' ends too early",
                "{{ x.y }} ; line 1: 'x' is undefined",
                "{{ 1 + 'a' }} ; line 1: it adds int and str",
                "{{ 'a'|reversed }} ; line 1: the filter 'reversed' is not known",
                "{{ 'a' is palindrome }} ; line 1: the test 'palindrome' is not known",
                "{{ 'a'.encode() }} ; line 1: undefined 'str.encode' cannot be called",
                "{{ 1 / 0 }} ; line 1: it divides by zero",
                "{{ 9999999999999999999 }} ; line 1: the number 9999999999999999999 is too large",
                "{{ 9223372036854775807 + 1 }} ; line 1: a whole number exceeds 64 bits",
                "{% set x.y = 1 %} ; line 1: x is no namespace",
                "{{ raise_exception('no') }} ; line 1: the template refuses: no",
                "{{ strftime_now('%Q') }} ; line 1: strftime_now with %Q is not known",
            })
    void whatIsNotKnownIsRefusedInOneLine(String template, String message) {
        assertThatThrownBy(() -> render(template, Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessage(message);
    }

    @Test
    void theDayIsThatOfTheClock() {
        assertThat(render("{{ strftime_now('%d %B %Y %-d%%') }}", Map.of())).matches("\\d\\d \\w+ \\d{4} \\d{1,2}%");
    }

    /// Escapes from the sandboxes of Jinja2 and Jinjava that were published (CVE-2019-10906, CVE-2020-12668, CVE-2025-27516,
    /// CVE-2025-59340, CVE-2026-25526 and the ways around their predecessors): none of what they reach for is there.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.__class__.__mro__[1].__subclasses__() }}",
                "{{ ''['__class__'] }}{{ x['__class__'].y }}",
                "{{ messages.__class__.__base__.__subclasses__() }}",
                "{{ '{0.__class__}'.format(1) }}",
                "{{ 'x'.format_map({}) }}",
                "{{ ''|attr('format')('x') }}",
                "{{ ''|attr('__class__') }}",
                "{{ self.__init__.__globals__ }}",
                "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
                "{{ lipsum.__globals__['os'].popen('id').read() }}",
                "{{ range.__globals__.x }}",
                "{{ namespace.__init__.__globals__ }}",
                "{{ raise_exception.__self__.x }}",
                "{{ ____int3rpr3t3r____.getConfig() }}",
                "{{ ____int3rpr3t3r____.config.objectMapper.enableDefaultTyping() }}",
                "{% for a, b in ____int3rpr3t3r____.config.objectMapper %}{{ a.x }}{% endfor %}{{ y.z }}",
                "{{ 'a'.getClass().forName('java.lang.Runtime') }}",
                "{{ 'a'.class.forName('java.lang.Runtime') }}",
                "{{ messages.getClass().getProtectionDomain() }}",
                "{{ ''.class.protectionDomain.codeSource }}",
                "{{ 1.class.name.x }}",
                "{{ request.getClass() }}",
                "{% import 'os' as os %}",
                "{% from 'x' import y %}",
                "{% extends '/etc/passwd' %}",
                "{% include '/etc/passwd' %}",
                "{% set messages.x = 1 %}",
                "{{ messages.append(1) }}",
                "{{ messages.clear() }}",
                "{{ loop.x.y }}{% for x in messages %}{{ loop.__class__.x }}{% endfor %}",
                "{% macro f() %}{% endmacro %}{{ f.__globals__.x }}",
                "{{ f.invoke() }}",
            })
    void nothingBehindTheValuesCanBeReached(String template) {
        assertThatThrownBy(() -> render(template, Map.of("messages", List.of(Map.of("role", "user", "content", "x")))))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith("line ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
                "{% for i in range(999999999999) %}{% endfor %}",
                "{{ 'a' * 999999999 }}",
                "{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
                "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
                "{% set n = namespace(x=[1]) %}{% for i in range(999) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=[1]) %}{% for i in range(40) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=[1]) %}{% for i in range(40) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}",
                "{% set n = namespace(x=[1], y=[1]) %}{% for i in range(999) %}{% set n.x = [n.x] %}{% set n.y = [n.y] %}"
                        + "{% endfor %}{{ n.x == n.y }}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}",
                "{{ 'aaaaaaaa'.replace('a', 'b' * 9999999) }}",
                "{% for i in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
                "{{ 2 ** 9999 }}",
                "{{ ('x' * 99999)|list|join('x' * 9999) }}",
                "{{ range(99999)|list|map('string')|join('x' * 9999) }}",
                "{{ ('a\n' * 999999)|indent(' ' * 9999) }}",
            })
    @Timeout(60)
    void whatHasNoEndIsEnded(String template) {
        assertThatThrownBy(() -> render(template, Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith("line 1: ");
    }

    @Test
    @Timeout(60)
    void deepTemplatesAreRefusedAsTheyAreRead() {
        for (String template : List.of(
                "{{ " + "(".repeat(99_999) + " }}",
                "{{ " + "[".repeat(99_999) + "]".repeat(99_999) + " }}",
                "{{ " + "-".repeat(99_999) + "1 }}",
                "{{ " + "not ".repeat(99_999) + "1 }}",
                "{{ 1" + " + 1".repeat(99_999) + " }}",
                "{{ x" + ".x".repeat(99_999) + " }}",
                "{{ 1" + " if 1 else 1".repeat(99_999) + " }}",
                "{{ 'x'" + "|trim".repeat(99_999) + " }}",
                "{% if 1 %}".repeat(99_999),
                "{% for x in y %}".repeat(60_000),
                "x".repeat(2_000_000))) {
            assertThatThrownBy(() -> render(template, Map.of())).isInstanceOf(TemplateException.class);
        }
    }
}
