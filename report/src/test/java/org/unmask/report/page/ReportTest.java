package org.unmask.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Caption;
import org.unmask.report.Chart;
import org.unmask.report.Csv;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.figure.Answers;
import org.unmask.report.figure.BreakdownFigure;
import org.unmask.report.figure.Comparison;
import org.unmask.report.figure.Comparison.Sample;
import org.unmask.report.figure.CrossoverFigure;
import org.unmask.report.figure.LineFigure;
import org.unmask.report.figure.LineFigure.Level;
import org.unmask.report.figure.LineFigure.Mark;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;
import org.unmask.report.figure.MemoryTable;
import org.unmask.report.figure.RooflineFigure;
import org.unmask.report.page.ReportData.Fact;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final String HOSTILE =
            "</script><script>alert(1)</script><img src=x onerror=\"alert('2')\">&amp;\u2028\u202e\u0000\ud800{b|c}--><!-- =1+1";

    private static final SortedSet<String> DRAWINGS =
            new TreeSet<>(Set.of("answers", "breakdown", "crossover", "errors", "imports", "lines", "roofline"));

    @Test
    void everySectionOfTheSampleIsOnThePage() throws IOException {
        String page = stubbed(ReportSample.data());
        for (Figure section : ReportSample.data().content().figures()) {
            assertThat(page)
                    .contains("<section id=\"" + section.id() + "\"")
                    .containsPattern(Pattern.quote(section.title()) + "(</h2>|\\. </span>)");
            for (Finding finding : section.findings()) {
                assertThat(page).contains(Html.escape(finding.text()) + "</span>");
            }
        }
        assertThat(page).doesNotContain("unmask:");
    }

    @Test
    void everyFigureHasItsFrameItsDataAndATable() throws IOException {
        String page = stubbed(ReportSample.data());
        JsonNode figures = island(page).get("figures");
        assertThat(figures.propertyNames())
                .containsExactly(
                        "intensity-length",
                        "intensity-batch",
                        "roofline",
                        "throughput-batch",
                        "latency-steps",
                        "crossover",
                        "operators",
                        "comparison",
                        "imports",
                        "answers");
        for (String id : figures.propertyNames()) {
            int from = page.indexOf("<section id=\"" + id);
            assertThat(page.substring(from, page.indexOf("</section>", from)))
                    .contains("data-figure=\"" + id + "\"", "<table data-table=\"", "href=\"#source-");
        }
    }

    @Test
    void everyTableIsInTheDataAsAWhole() throws IOException {
        String page = stubbed(ReportSample.data());
        JsonNode tables = island(page).get("tables");
        int sheets = 0;
        for (Figure figure : ReportSample.data().content().figures()) {
            for (Figure.Sheet sheet : figure.sheets()) {
                sheets++;
                assertThat(page).contains("<table data-table=\"" + sheet.name() + "\">");
                JsonNode columns = tables.get(sheet.name()).get("columns");
                assertThat(columns)
                        .hasSize(sheet.table().columns().size())
                        .allSatisfy(column -> assertThat(column.get("cells"))
                                .hasSize(sheet.table().rows().size()));
            }
        }
        assertThat(tables).hasSize(sheets);
    }

    @Test
    void everySourceHasOneNumberAndIsNamedByIt() throws IOException {
        String page = stubbed(ReportSample.data());
        List<String> sources = ReportSample.data().content().figures().stream()
                .flatMap(figure -> figure.caption().lines().stream())
                .map(line -> line.source().caption())
                .distinct()
                .toList();
        for (int i = 1; i <= sources.size(); i++) {
            assertThat(page).contains("<li id=\"source-" + i + "\">", "href=\"#source-" + i + "\"");
        }
        assertThat(page).doesNotContain("source-" + (sources.size() + 1));
        JsonNode series = island(page)
                .get("figures")
                .get("intensity-length")
                .get("panels")
                .get(0)
                .get("series");
        JsonNode published = series.get(series.size() - 1);
        assertThat(published.get("provenance").asString()).isEqualTo("published");
        assertThat(sources.get(published.get("source").asInt() - 1)).isEqualTo("published: arXiv 2511.19269, batch 1");
    }

    @Test
    void thePageOpensWithFiveSentencesOfWhichTheFirstIsAWarning() throws IOException {
        List<String> findings = List.of("f1.", "f2.", "f3.", "f4.", "f5.");
        String page = stubbed(new ReportData(
                "t", "c", Instant.EPOCH, List.of(), new Part(List.of(), findings, List.of("w1.", "w2."))));
        String lead = page.substring(page.indexOf("<ul class=\"lead\">"), page.indexOf("</ul>"));
        assertThat(lead.split("<li", -1)).hasSize(6);
        assertThat(lead).contains("<li class=\"warning\">w1.</li>", "f4.").doesNotContain("f5.", "w2.");
        assertThat(page)
                .containsSubsequence(
                        "<summary>1 more warning, 1 more finding</summary>", "<li>w2.</li>", "<li>f5.</li>");
    }

    @Test
    void theAnswerStandsBeforeTheEvidence() throws IOException {
        Table table = new Table(
                List.of(Table.Column.text("device"), Table.Column.number("K*", "")),
                List.of(List.of(Table.Cell.of("<b>"), Table.Cell.of(38.93))));
        String page = stubbed(new ReportData(
                "t",
                "c",
                Instant.EPOCH,
                List.of(),
                Optional.of(new ReportData.Answer(table, "K* & more.")),
                Part.of(new Stranger("stranger", ""))));
        assertThat(page)
                .containsSubsequence(
                        "&lt;b&gt;</td><td class=\"number\" data-column=\"K*\">38.9</td>",
                        "K* &amp; more.",
                        "<section id=\"stranger\"");
    }

    @Test
    void tagsAreBalanced() throws IOException {
        assertBalanced(stubbed(ReportSample.data()));
    }

    @Test
    void thePageAsksForNothing() throws IOException {
        Assets own = Assets.load(DRAWINGS);
        String page = Report.html(
                ReportSample.data(), new Assets(own.template(), own.style(), "/* echarts */", own.script()));
        assertThat(page).contains("default-src 'none'").doesNotContain("<link", "@import", "url(", " src=", "fetch(");
    }

    @Test
    void theLibraryIsInlined(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("report.html");
        Report.write(small(), file);
        String page = Files.readString(file);
        assertThat(page).contains("http://www.apache.org/licenses/LICENSE-2.0", "function drawLines(figure, view)");
        assertThat(page.split("<script", -1)).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void aPageHasTheScriptsOfItsFiguresOnceAndNoOthers() throws IOException {
        Series line = new Series(Label.ar("ar", "ar"), Source.predicted(""), List.of(Point.at(1, 1)));
        List<Panel> panels = List.of(new Panel("", "", List.of(line)));
        String page = Report.html(page(
                LineFigure.throughputOverBatch(panels),
                LineFigure.latencyOverSteps(panels),
                new Answers(
                        "",
                        List.of(new Answers.Row(Label.ar("ar", "ar"), 1, 1, 1, 1, 1, 1, 1, 1)),
                        Source.measured(""))));

        assertThat(entries(page)).containsExactly("DRAWINGS.answers = ", "DRAWINGS.lines = ");
        assertThat(page.indexOf("\nstart();")).isGreaterThan(page.indexOf("DRAWINGS.lines = "));
        assertThat(entries(Report.html(ReportSample.data())))
                .containsExactlyElementsOf(DRAWINGS.stream()
                        .map(name -> "DRAWINGS." + name + " = ")
                        .toList());
    }

    private static List<String> entries(String page) {
        return Pattern.compile("DRAWINGS\\.\\w+ = ")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static ReportData page(Figure... figures) {
        return new ReportData("t", "c", Instant.EPOCH, List.of(), Part.of(figures));
    }

    /// A figure that the page has never heard of.
    private record Stranger(String id, String script) implements Figure {
        @Override
        public String title() {
            return "A stranger";
        }

        @Override
        public String intro() {
            return "";
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public Table table() {
            return new Table(List.of(Table.Column.text("name")), List.of(List.of(Table.Cell.of("cell of a stranger"))));
        }

        @Override
        public Optional<Chart> chart() {
            return script.isEmpty() ? Optional.empty() : Optional.of(new Chart(script, Chart.node()));
        }

        @Override
        public Caption caption() {
            return Caption.of(List.of(Source.published("a stranger's paper")));
        }
    }

    @Test
    void whateverIsAFigureIsShown() throws IOException {
        assertThat(stubbed(page(new Stranger("stranger", ""))))
                .contains(
                        "<section id=\"stranger\"><h2>1. A stranger</h2>",
                        "<td class=\"text\">cell of a stranger</td>",
                        "published: a stranger&#39;s paper")
                .doesNotContain("<figure>");
        assertThatThrownBy(() -> Report.html(page(new Stranger("stranger", "unwritten"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unwritten.js");
        assertThatThrownBy(() -> page(new Stranger("method", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'method'");
    }

    @Test
    void hostileTextIsInert() throws IOException {
        String page = stubbed(hostile());
        assertBalanced(page);
        assertThat(page).doesNotContain("<img", "alert(1)</script>", "\u0000", "\ud800");
        assertThat(page.split("<script", -1)).hasSize(4);
        assertThat(page.split("</script", -1)).hasSize(4);
        JsonNode figures = island(page).get("figures");
        assertThat(figures.get("roofline").get("machines").get(0).get("device").asString())
                .isEqualTo(HOSTILE);
        assertThat(figures.get("throughput-batch")
                        .get("panels")
                        .get(0)
                        .get("series")
                        .get(0)
                        .get("end")
                        .asString())
                .isEqualTo(HOSTILE);
    }

    @Test
    void sectionsWithoutDataAreLeftOut() throws IOException {
        List<Figure> empty = List.of(
                LineFigure.throughputOverBatch(List.of(new Panel("", "", List.of()))),
                new CrossoverFigure(List.of(new CrossoverFigure.Field("", "", "", "", Source.measured(""), List.of()))),
                new RooflineFigure(List.of()),
                new BreakdownFigure(List.of()),
                new Comparison(List.of(), List.of()),
                new Answers("", List.of(), Source.measured("")),
                new MemoryTable(List.of(), List.of()));
        String page = stubbed(new ReportData("t", "c", Instant.EPOCH, List.of(), Part.of(empty, List.of())));
        assertThat(page).contains("<h2>1. Method</h2>").doesNotContain("<h2>2.", "<figure>", "<table>");
    }

    @Test
    void aMapTellsTheWinnerOfEveryCellAndWhyInItsTable() {
        CrossoverFigure figure = new CrossoverFigure(List.of(new CrossoverFigure.Field(
                "A800",
                "dual-cache",
                "ar",
                "dlm",
                Source.predicted("x"),
                List.of(
                        Races.of(1, 64, 100, 10, 4, true, true),
                        Races.of(2, 64, 50, 4, 10, true, true),
                        Races.of(4, 64, 25, 10, 1, true, false),
                        Races.of(8, 64, 25, 2, 20, false, true),
                        Races.of(16, 64, 25, 1, 1, false, false)))));

        assertThat(Csv.of(figure.table())).isEqualTo("""
                device,setting,batch,"prompt (tokens)","autoregressive (tokens/s)","diffusion (tokens/s)",ratio,winner,memory,source
                A800,dual-cache,1,64,10,25,2.5,dlm,"both fit",predicted
                A800,dual-cache,2,64,25,10,0.4,ar,"both fit",predicted
                A800,dual-cache,4,64,10,,,ar,"dlm does not fit",predicted
                A800,dual-cache,8,64,,10,,dlm,"ar does not fit",predicted
                A800,dual-cache,16,64,,,,none,"neither fits",predicted
                """);
    }

    @Test
    void aSmallReportIsTheGoldenFile() throws IOException {
        try (InputStream golden = ReportTest.class.getResourceAsStream("small.html")) {
            assertThat(stubbed(small())).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String stubbed(ReportData data) throws IOException {
        return Report.html(data, new Assets(Assets.page(), "/* style */\n", "/* echarts */", "/* script */\n"));
    }

    private static JsonNode island(String page) {
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = page.indexOf(start) + start.length();
        return JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    /// Every tag is closed in order; every `<` and `&` begins a tag, a comment or an entity.
    private static void assertBalanced(String page) {
        String markup =
                page.replaceFirst("<!DOCTYPE html>", "").replaceAll("(?s)(<script[^>]*>).*?</script>", "$1</script>");
        Matcher token = Pattern.compile(
                        "<(/?)([a-z0-9]+)((?: [a-z-]+=\"[^\"<]*\")*)(/?)>|&(?:lt|gt|amp|quot|#39);|([<&])")
                .matcher(markup);
        List<String> open = new ArrayList<>();
        while (token.find()) {
            assertThat(token.group(5)).as("stray at %s", token.start()).isNull();
            if (token.group(2) == null || "/".equals(token.group(4))) {
                continue;
            }
            if (token.group(1).isEmpty()) {
                open.add(token.group(2));
            } else {
                assertThat(open.removeLast()).as("closed at %s", token.start()).isEqualTo(token.group(2));
            }
        }
        assertThat(open).isEmpty();
    }

    private static ReportData small() {
        Source source = Source.predicted("device figures: https://example.org/a.pdf");
        Series ar = new Series(
                Label.ar("a, ar", "ar"),
                source,
                List.of(Point.at(1, 20), Point.at(2, 39.5).within(38, 41)),
                "out of memory at batch 3");
        Series steps = new Series(
                Label.steps("b, K = 64", 64),
                Source.published("arXiv 2510.04146"),
                List.of(Point.at(1, 52).noted("digitised")));
        return new ReportData(
                "a next to b",
                "a and b on one device.",
                Instant.parse("2026-01-02T03:04:05Z"),
                List.of(new Fact("CPU", "one")),
                new Part(
                        List.of(
                                LineFigure.throughputOverBatch(
                                        List.of(new Panel("A800", "prompt 128", List.of(ar, steps)))),
                                new MemoryTable(
                                        List.of(new MemoryTable.Row(
                                                "A800",
                                                80_000_000_000L,
                                                128,
                                                512,
                                                Label.ar("ar", "ar"),
                                                0,
                                                new MemoryEstimate(16_060_000_000L, 83_900_000, 51_200_000, 770_000))),
                                        List.of(source))),
                        List.of("a is slower than b."),
                        List.of("line 3 is torn")));
    }

    static ReportData hostile() {
        Label label = Label.dlm(HOSTILE, HOSTILE);
        Source source = Source.measured(HOSTILE + " https://example.org/\"onmouseover=alert(3) https://a.b/<b>");
        Point point = Point.at(1, 1).noted(HOSTILE);
        Panel panel = new Panel(
                HOSTILE,
                HOSTILE,
                List.of(new Series(label, source, List.of(point), HOSTILE)),
                List.of(new Level(label, source, 2)),
                List.of(new Mark(1, 1, HOSTILE)));
        RooflineFigure.Dot dot = new RooflineFigure.Dot(label, source, HOSTILE, 1, 1, 1, 1, Bound.MEMORY);
        BreakdownFigure.Bar bar =
                new BreakdownFigure.Bar(HOSTILE, label, source, List.of(new BreakdownFigure.Slice(HOSTILE, 1, 1)));
        Sample sample = new Sample(1, 1, new Interval(1, 1), new Interval(1, 1));
        Comparison.Row row = new Comparison.Row(HOSTILE, label, 1, Optional.empty(), 1, 1, sample, 1, 1, 1, 1, 2);
        List<Fact> facts = List.of(new Fact(HOSTILE, HOSTILE));
        return new ReportData(
                HOSTILE,
                HOSTILE,
                Instant.EPOCH,
                facts,
                new Part(
                        List.of(
                                LineFigure.throughputOverBatch(List.of(panel)),
                                new CrossoverFigure(List.of(new CrossoverFigure.Field(
                                        HOSTILE,
                                        HOSTILE,
                                        HOSTILE,
                                        HOSTILE,
                                        source,
                                        List.of(Races.of(1, 1, 1, 1, 2, true, true))))),
                                new RooflineFigure(List.of(
                                        new RooflineFigure.Machine(HOSTILE, new Roofline(1, 1), source, List.of(dot)))),
                                new BreakdownFigure(List.of(bar)),
                                new Comparison(List.of(row), List.of(source)),
                                new Answers(HOSTILE, List.of(new Answers.Row(label, 1, 1, 1, 1, 1, 1, 1, 1)), source),
                                new MemoryTable(
                                        List.of(new MemoryTable.Row(
                                                HOSTILE, 1, 1, 1, label, 1, new MemoryEstimate(1, 1, 1, 1))),
                                        List.of(source))),
                        List.of(HOSTILE),
                        List.of(HOSTILE)));
    }
}
