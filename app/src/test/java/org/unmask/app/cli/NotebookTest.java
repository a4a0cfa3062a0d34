package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The notebook that reads a sweep: its command runs, its columns exist, its query has an answer.
class NotebookTest {
    private static final Path FILE = Path.of(System.getProperty("unmask.home"), "docs/notebook/sweep.ipynb");

    @TempDir
    private Path folder;

    private static JsonNode notebook() throws Exception {
        return JsonMapper.shared().readTree(Files.readString(FILE));
    }

    private static String source(String id) throws Exception {
        for (JsonNode cell : notebook().get("cells")) {
            if (cell.get("id").asString().equals(id)) {
                return cell.get("source").values().stream()
                        .map(JsonNode::asString)
                        .collect(Collectors.joining());
            }
        }
        throw new AssertionError("no cell " + id);
    }

    /// The parts that format 4.5 asks for.
    @Test
    void itIsANotebookWithoutOutputs() throws Exception {
        JsonNode notebook = notebook();

        assertThat(notebook.get("nbformat").asInt()).isEqualTo(4);
        assertThat(notebook.get("nbformat_minor").asInt()).isEqualTo(5);
        assertThat(notebook.get("metadata").isObject()).isTrue();
        assertThat(notebook.get("cells").values()).isNotEmpty().allSatisfy(cell -> {
            assertThat(cell.get("id").asString()).matches("[a-zA-Z0-9_-]{1,64}");
            assertThat(cell.get("metadata").isObject()).isTrue();
            assertThat(cell.get("source").isArray()).isTrue();
            if (cell.get("cell_type").asString().equals("code")) {
                assertThat(cell.get("outputs")).isEmpty();
                assertThat(cell.get("execution_count").isNull()).isTrue();
            } else {
                assertThat(cell.get("cell_type").asString()).isEqualTo("markdown");
            }
        });
    }

    @Test
    void itsCommandWritesWhatItReads() throws Exception {
        Matcher command = Pattern.compile("(?s)```\n\\./(unmask .*?)\n```").matcher(source("about"));
        assertThat(command.find()).isTrue();
        Path rows = folder.resolve("sweep.parquet");
        List<String> words = ExamplesTest.words(command.group(1).replaceAll(" \\\\\n +", " "));
        words.replaceAll(word -> word.equals("sweep.parquet") ? rows.toString() : word);
        Terminal.Result result = Terminal.inRepository(folder).run(words.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();

        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            List<String> columns = new ArrayList<>();
            try (ResultSet found = statement.executeQuery("DESCRIBE SELECT * FROM '" + rows + "'")) {
                while (found.next()) {
                    columns.add(found.getString(1));
                }
            }
            List<String> named = Pattern.compile("\"([a-z_]+)\"")
                    .matcher(source("read").lines().skip(3).collect(Collectors.joining()) + source("table"))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(named).hasSizeGreaterThan(8);
            assertThat(columns).containsAll(named);
            String query = source("crossing").split("\"\"\"", -1)[1].replace("'sweep.parquet'", "'" + rows + "'");
            try (ResultSet found = statement.executeQuery(query)) {
                assertThat(found.next()).isTrue();
                assertThat(found.getInt("first_batch")).isBetween(2, 256);
            }
        }
    }
}
