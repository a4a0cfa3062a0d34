package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unmask.web.http.Call;
import org.unmask.web.http.Reply;
import tools.jackson.databind.JsonNode;

/// `docs/explorer.md` against what is served.
class DocumentTest {
    private static final Pattern EXAMPLE = Pattern.compile("-d '\n(\\{.*?\n})'", Pattern.DOTALL);
    private static final Pattern KEYS = Pattern.compile("(?m)^\\| (`[^|]+) \\|");

    private final String document = Files.readString(Path.of("..", "docs", "explorer.md"));

    DocumentTest() throws IOException {}

    @Test
    void theExampleIsAnsweredWithTheKeysOfTheTable() throws IOException {
        var example = EXAMPLE.matcher(document);
        assertThat(example.find()).isTrue();
        Reply reply = Questions.ask(Questions.routes(), example.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(reply.status()).isEqualTo(200);
        JsonNode answer = Questions.json(reply);

        Set<String> keys = new TreeSet<>();
        Stream.concat(Stream.of("winner"), answer.propertyNames().stream())
                .filter(key -> !List.of("schema", "contestants", "map").contains(key))
                .forEach(keys::add);
        answer.path("contestants").path(0).propertyNames().forEach(key -> keys.add("contestants[]." + key));
        answer.path("map").propertyNames().forEach(key -> keys.add("map." + key));
        assertThat(documented("Keys of the answer")).isEqualTo(keys);
        assertThat(answer.path("schema").asString()).isEqualTo("unmask.explorer-answer/1");
        assertThat(document).contains("`unmask.explorer-answer/1`");
    }

    @Test
    void theExampleOfAnExplanationIsAnsweredWithTheKeysOfItsTable() throws IOException {
        var example = EXAMPLE.matcher(document.substring(document.indexOf("### `POST /api/1/explain`")));
        assertThat(example.find()).isTrue();
        Reply reply = Questions.routes()
                .answer(new Call("POST", "/api/1/explain", example.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(reply.status()).isEqualTo(200);
        JsonNode answer = Questions.json(reply);

        Set<String> keys = new TreeSet<>(answer.propertyNames());
        keys.remove("schema");
        assertThat(documented("Keys of the explanation")).isEqualTo(keys);
        assertThat(answer.path("schema").asString()).isEqualTo("unmask.explanation/1");
        assertThat(document).contains("`unmask.explanation/1`");
    }

    @Test
    void theExampleOfFleetsIsAnsweredWithTheKeysOfItsTable() throws IOException {
        var example = EXAMPLE.matcher(document.substring(document.indexOf("### `POST /api/1/fleet`")));
        assertThat(example.find()).isTrue();
        Reply reply = Questions.routes()
                .answer(new Call("POST", "/api/1/fleet", example.group(1).getBytes(StandardCharsets.UTF_8)));
        assertThat(reply.status()).isEqualTo(200);
        JsonNode answer = Questions.json(reply);

        Set<String> keys = new TreeSet<>(answer.propertyNames());
        keys.removeAll(List.of("schema", "contestants"));
        answer.path("contestants").path(0).propertyNames().forEach(key -> keys.add("contestants[]." + key));
        assertThat(documented("Keys of the fleets")).isEqualTo(keys);
        assertThat(document).contains("`unmask.explorer-fleet/1`");
    }

    /// Names of the first column of a table, with the part before a dot that stands alone.
    private Set<String> documented(String title) {
        String section = document.substring(document.indexOf(title));
        String table = section.substring(section.indexOf("|---"), section.indexOf("\n\n", section.indexOf("|---")));
        Set<String> names = new TreeSet<>();
        KEYS.matcher(table)
                .results()
                .forEach(row -> Pattern.compile("`([^`]+)`")
                        .matcher(row.group(1))
                        .results()
                        .forEach(name -> names.add(name.group(1))));
        return names;
    }
}
