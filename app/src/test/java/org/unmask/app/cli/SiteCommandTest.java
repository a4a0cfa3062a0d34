package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every page of the site, and every way from one to another.
class SiteCommandTest {
    private static final List<String> PAGES =
            List.of("index", "gallery", "figures", "claims", "audit", "commands", "schemas", "method");
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() {
        Terminal.Result result = Terminal.inRepository(folder.resolve("user"))
                .run("site", folder.resolve("site").toString());
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out().strip())
                .isEqualTo(folder.resolve("site/index.html").toString());
    }

    private static String page(String name) throws IOException {
        return Files.readString(folder.resolve("site").resolve(name + ".html"));
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        for (String name : PAGES) {
            for (String reference : references(page(name))) {
                if (reference.startsWith("https://")) {
                    continue;
                }
                int hash = reference.indexOf('#');
                String file = hash < 0 ? reference : reference.substring(0, hash);
                Path target = folder.resolve("site").resolve(file.isEmpty() ? name + ".html" : file);
                assertThat(target).as(name + " " + reference).exists();
                if (hash >= 0) {
                    assertThat(ids(Files.readString(target)))
                            .as(name + " " + reference)
                            .contains(reference.substring(hash + 1));
                }
            }
        }
    }

    private static List<String> references(String page) {
        return REFERENCE.matcher(page).results().map(found -> found.group(1)).toList();
    }

    private static List<String> ids(String page) {
        return ID.matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void pagesHaveNoScriptsNoStylesOfTheirOwnAndNoNameTwice() throws IOException {
        for (String name : PAGES) {
            String page = page(name);
            assertThat(page)
                    .contains("default-src &#39;none&#39;; style-src &#39;self&#39;; img-src &#39;self&#39;")
                    .doesNotContain("<script", "<style", " style=", "javascript:", " onclick")
                    .doesNotContainPattern("=\"-?(Infinity|NaN)\"");
            List<String> ids = ids(page);
            Set<String> distinct = new HashSet<>(ids);
            assertThat(ids).as(name).hasSameSizeAs(distinct);
        }
    }

    @Test
    void theGalleryAnswersTenQuestions() throws IOException {
        String gallery = page("gallery");

        assertThat(gallery.split("class=\"pair\"", -1)).hasSize(11);
        assertThat(gallery.split("<svg class=\"map\"", -1)).hasSize(11);
        assertThat(gallery).contains("times as fast as").contains("./unmask predict --model llama-3-8b");
    }

    @Test
    void everyCommandStandsOnItsPage() throws IOException {
        String commands = page("commands");
        for (String command : List.of("study", "predict", "explain", "claims", "models synthesize", "site")) {
            assertThat(commands).contains("<h2>" + command + "</h2>");
        }
        assertThat(commands).contains("--prompt-len, --input-len N").doesNotContain("${");
    }

    /// As many as there are files, each with a row for every key that its file describes.
    @Test
    void everyFormatStandsOnThePageOfSchemas() throws IOException {
        String page = page("schemas");
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("unmask.home"), "docs", "schema"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                String schema = Files.readString(file);
                String id = file.getFileName().toString().replace(".json", "");
                int start = page.indexOf("<section class=\"schema\" id=\"" + id + "\"");
                assertThat(start).as(id).isNotNegative();
                String section = page.substring(start, page.indexOf("</section>", start));
                assertThat(section).contains("href=\"schema/" + id + ".json\"");
                Matcher field = Pattern.compile("\"([\\w-]+)\": \\{\\s+\"(?:description|const)\"")
                        .matcher(schema);
                while (field.find()) {
                    assertThat(section)
                            .as(id)
                            .containsPattern("<code>(?:[^<]*\\.)?" + Pattern.quote(field.group(1)) + "</code>");
                }
                assertThat(folder.resolve("site/schema").resolve(file.getFileName()))
                        .hasSameTextualContentAs(file);
            }
        }
    }

    @Test
    void typesOfFieldsAreSaidInWords() throws IOException {
        String page = page("schemas");
        assertThat(page)
                .contains("<td class=\"brief\">&quot;at&quot; or &quot;always&quot; or &quot;never&quot;</td>")
                .contains("<a href=\"#result-2-setting\">setting of unmask.result/2</a>")
                .contains("<a href=\"#prediction-1\">unmask.prediction/1</a>")
                .contains("One of: <a href=\"#result-2-study\">study</a>, <a href=\"#result-2-probe\">probe</a>,");
        assertThat(page.split("<td class=\"long\"></td>", -1))
                .as("fields without a meaning")
                .hasSize(1);
    }

    @Test
    void everyFigureHasAnInteractivePage() throws IOException {
        Path figures = Path.of(System.getProperty("unmask.home"), "docs", "figures");
        try (Stream<Path> reports = Files.walk(folder.resolve("site/figures"));
                Stream<Path> studies = Files.walk(figures).filter(file -> file.endsWith("study.yaml"))) {
            assertThat(reports.filter(file -> file.endsWith("report.html")).count())
                    .isEqualTo(studies.count())
                    .isGreaterThan(5);
        }
    }
}
