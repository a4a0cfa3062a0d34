package org.unmask.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.unmask.report.Csv;
import org.unmask.report.Figure;
import org.unmask.report.Table;

/// The sample page in Chromium, without a network: what is drawn, told to those who cannot see it, saved and printed.
class PageInBrowserTest {
    /// Width and height of the text of an A4 page in CSS pixels, with the margins of the style sheet.
    private static final int PRINTED_WIDTH = 703;

    private static final int PRINTED_HEIGHT = 1017;

    @TempDir
    private static Path folder;

    private static Path page;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        page = folder.resolve("report.html");
        Report.write(ReportSample.data(), page);
        browser = new Browser(folder);
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    private static Figure figure(String id) {
        return ReportSample.data().content().figures().stream()
                .filter(figure -> figure.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static WebElement find(String css) {
        return browser.driver().findElement(By.cssSelector(css));
    }

    private static void click(String css) {
        browser.value("arguments[0].click()", find(css));
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "1280, true", "390, false", "390, true"})
    void everyFigureIsDrawnWithoutNetworkAndComplaint(int width, boolean dark) {
        browser.open(page, width, dark);

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.value("return performance.getEntriesByType('resource').length"))
                .isEqualTo(0L);
        assertThat(browser.value("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        List<WebElement> charts = browser.driver().findElements(By.className("chart"));
        assertThat(charts).hasSize(10);
        for (WebElement chart : charts) {
            assertThat(chart.findElements(By.cssSelector("svg path, svg text")))
                    .as(chart.getAttribute("data-figure"))
                    .hasSizeGreaterThan(20);
            assertThat(chart.getAttribute("aria-label")).isNotBlank();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "1280, true", "390, false"})
    void aPictureOfThePageIsAsLargeAsThePageAndNotEmpty(int width, boolean dark) throws IOException {
        browser.open(page, width, dark);
        for (WebElement chart : browser.driver().findElements(By.className("chart"))) {
            BufferedImage picture = browser.picture(chart);
            assertThat(picture.getWidth()).isEqualTo(chart.getSize().getWidth());
            assertThat(picture.getHeight()).isCloseTo(chart.getSize().getHeight(), within(1));
            assertThat(colours(picture)).as(chart.getAttribute("data-figure")).hasSizeGreaterThan(40);
        }
    }

    /// Too wide for a table, a screen shows every cell with the name of its column.
    @ParameterizedTest
    @CsvSource({"1280, none", "390, 'fastest at batch 1 (tokens/s)'"})
    void theAnswerIsWholeOnEveryScreen(int width, String name) throws IOException {
        Table table = new Table(
                List.of(
                        Table.Column.text("device"),
                        Table.Column.text("strategy"),
                        Table.Column.number("fastest at batch 1", "tokens/s"),
                        Table.Column.number("autoregressive model overtakes at batch", ""),
                        Table.Column.number("K*", ""),
                        Table.Column.text("largest batch")),
                List.of(List.of(
                        Table.Cell.of("h200-sxm"),
                        Table.Cell.of("block-diffusion:block=16,steps=8,tokens-per-pass=4"),
                        Table.Cell.of(1234.5),
                        Table.Cell.of(14),
                        Table.Cell.of(53.9),
                        Table.Cell.of("920 / 910"))));
        Path file = folder.resolve("answer" + width + ".html");
        ReportData.Answer answer = new ReportData.Answer(table, "A note.");
        Report.write(
                new ReportData(
                        "t", "c", Instant.EPOCH, List.of(), Optional.of(answer), ReportSample.data().content()),
                file);

        browser.open(file, width, false);

        assertThat(browser.value("const at = document.querySelector('.answer .scroll');"
                        + "return at.scrollWidth <= at.clientWidth && at.scrollHeight <= at.clientHeight"))
                .isEqualTo(true);
        String shown = "return getComputedStyle(document.querySelectorAll('.answer td')[2], '::before').content";
        assertThat(String.valueOf(browser.value(shown)).replace("\"", "")).isEqualTo(name);
    }

    private static Set<Integer> colours(BufferedImage picture) {
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < picture.getHeight(); y += 2) {
            for (int x = 0; x < picture.getWidth(); x++) {
                colours.add(picture.getRGB(x, y));
            }
        }
        return colours;
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void noSeriousViolationOfAccessibility(boolean dark) throws IOException {
        browser.open(page, 1280, dark);
        try (InputStream axe = ClassLoader.getSystemResourceAsStream("axe.min.js")) {
            browser.value(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        Object found = browser.driver()
                .executeAsyncScript("const done = arguments[arguments.length - 1];"
                        + "axe.run().then(result => done(result.violations"
                        + ".filter(one => one.impact === 'serious' || one.impact === 'critical')"
                        + ".map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html).join(' '))),"
                        + "error => done(['axe: ' + error]))");
        assertThat((List<?>) found).isEmpty();
    }

    @Test
    void aTableTurnsItsPagesAndSaysWhichRowsItShows() {
        browser.open(page, 1280, false);
        Figure throughput = figure("throughput-batch");
        String sheet = "#throughput-batch .sheet ";
        int rows = throughput.table().rows().size();

        assertThat(browser.driver().findElements(By.cssSelector(sheet + "tbody tr")))
                .hasSize(5);
        assertThat(find(sheet + "[role=status]").getText()).isEqualTo("rows 1–5 of " + rows);
        click(sheet + "[aria-label='Later rows']");
        assertThat(browser.driver().findElements(By.cssSelector(sheet + "tbody tr")))
                .hasSize(25);
        click(sheet + "[aria-label='Later rows']");
        assertThat(find(sheet + "[role=status]").getText()).isEqualTo("rows 26–50 of " + rows);
        Html expected = new Html();
        TableHtml.write(expected, throughput.table(), rows);
        for (WebElement cell : browser.driver().findElements(By.cssSelector(sheet + "tbody td"))) {
            assertThat(expected.toString()).contains(">" + Html.escape(cell.getText()) + "</td>");
        }
    }

    @Test
    void aTableIsSavedAsTheProgramWritesIt() throws IOException, InterruptedException {
        browser.open(page, 1280, false);
        for (String id : List.of("throughput-batch", "comparison")) {
            for (Figure.Sheet sheet : figure(id).sheets()) {
                browser.value(
                        "[...document.querySelector('table[data-table=\"' + arguments[0] + '\"]').closest('.sheet')"
                                + ".querySelectorAll('button')].find(one => one.textContent === 'CSV').click()",
                        sheet.name());
                List<String> saved = Files.readAllLines(Browser.saved(folder, sheet.name() + ".csv"));
                List<String> written = Csv.of(sheet.table()).lines().toList();
                assertThat(saved).hasSameSizeAs(written);
                assertThat(saved.getFirst()).isEqualTo(written.getFirst());
                for (int i = 1; i < saved.size(); i++) {
                    assertSameFields(saved.get(i).split(",", -1), written.get(i).split(",", -1));
                }
            }
        }
    }

    /// Numbers of a page have seven digits.
    private static void assertSameFields(String[] saved, String[] written) {
        assertThat(saved).hasSameSizeAs(written);
        for (int i = 0; i < saved.length; i++) {
            if (written[i].matches("-?[0-9.]+(E-?[0-9]+)?")) {
                double number = Double.parseDouble(written[i]);
                assertThat(Double.parseDouble(saved[i])).isCloseTo(number, within(1e-6 * Math.abs(number)));
            } else {
                assertThat(saved[i]).isEqualTo(written[i]);
            }
        }
    }

    @Test
    void aFigureIsSavedAsSvgAndPng() throws IOException, InterruptedException {
        browser.open(page, 1280, false);
        int width = find("#roofline .chart").getSize().getWidth();
        for (String kind : List.of("SVG", "PNG")) {
            browser.value(
                    "[...document.querySelectorAll('#roofline figure button')].find(one => one.textContent === arguments[0]).click()",
                    kind);
        }
        String device = "-" + find("#roofline .choices button").getText().replaceAll("[^A-Za-z0-9]+", "-");
        assertThat(Files.readString(Browser.saved(folder, "roofline" + device + ".svg")))
                .startsWith("<svg")
                .contains("ridge");
        BufferedImage png =
                ImageIO.read(Browser.saved(folder, "roofline" + device + ".png").toFile());
        assertThat(png.getWidth()).isEqualTo(2 * width);
        assertThat(colours(png)).hasSizeGreaterThan(40);
    }

    @Test
    void aReaderHidesALineAndChoosesADevice() {
        browser.open(page, 1280, false);
        String heading = find("#throughput-batch h2").getText();
        int before = browser.driver()
                .findElements(By.cssSelector("#throughput-batch svg path"))
                .size();

        click("#throughput-batch .toggles button");
        assertThat(find("#throughput-batch .toggles button").getAttribute("aria-pressed"))
                .isEqualTo("false");
        assertThat(browser.driver().findElements(By.cssSelector("#throughput-batch svg path")))
                .hasSizeLessThan(before);

        click("#throughput-batch .choices button:nth-child(3)");
        assertThat(find("#throughput-batch h2").getText()).isNotEqualTo(heading).contains("H100 SXM");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatIsPrintedFitsAPage() {
        browser.open(page, 1280, true);
        browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        browser.value("dispatchEvent(new Event('beforeprint'))");
        for (WebElement chart : browser.driver().findElements(By.className("chart"))) {
            List<?> size = (List<?>) browser.value(
                    "const box = arguments[0].querySelector('svg').getBoundingClientRect(); return [box.width, box.height]",
                    chart);
            assertThat(((Number) size.get(0)).doubleValue()).isLessThanOrEqualTo(PRINTED_WIDTH);
            assertThat(((Number) size.get(1)).doubleValue())
                    .as(chart.getAttribute("data-figure"))
                    .isLessThan(PRINTED_HEIGHT);
        }
        assertThat(browser.value("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        Object pdf = browser.driver()
                .executeCdpCommand("Page.printToPDF", Map.of("preferCSSPageSize", true))
                .get("data");
        assertThat(String.valueOf(pdf)).hasSizeGreaterThan(100_000);
        browser.value("dispatchEvent(new Event('afterprint'))");
    }

    @Test
    void noTableIsWiderThanASheetOfPaper() {
        browser.open(page, 1280, false);
        browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        browser.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of(
                                "width",
                                PRINTED_WIDTH,
                                "height",
                                PRINTED_HEIGHT,
                                "deviceScaleFactor",
                                1,
                                "mobile",
                                false));
        Object wide = browser.value("return [...document.querySelectorAll('table')]"
                + ".filter(table => table.getBoundingClientRect().right > innerWidth + 1)"
                + ".map(table => table.textContent.slice(0, 80))");
        browser.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        assertThat((List<?>) wide).isEmpty();
    }

    @Test
    void namesThatAreScriptsDoNotRun() throws IOException {
        Path hostile = folder.resolve("hostile.html");
        Report.write(ReportTest.hostile(), hostile);
        browser.open(hostile, 1280, false);
        assertThat(browser.complaints()).isEmpty();
        for (WebElement chart : browser.driver().findElements(By.className("chart"))) {
            browser.value("arguments[0].scrollIntoView({block: 'center'})", chart);
            for (int x = -300; x <= 300; x += 60) {
                new Actions(browser.driver()).moveToElement(chart, x, 0).perform();
            }
        }
        assertThat(browser.value("return document.scripts.length")).isEqualTo(3L);
        assertThat(browser.value("return document.images.length + document.querySelectorAll('[onerror]').length"))
                .isEqualTo(0L);
        assertThat(browser.complaints()).isEmpty();
    }
}
