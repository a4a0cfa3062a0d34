package org.unmask.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real browser, where one is installed.
class ReportBrowserTest {
    private static final int MANY = 20;

    private final Path folder;

    ReportBrowserTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyChartIsDrawnWithoutAnError() throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no chromium on the PATH");
        Path page = folder.resolve("report.html");
        Report.write(ReportSample.data(), page);
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(command(browser.get(), page))
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the browser ends").isTrue();
        assertThat(Files.readString(log)).doesNotContain("Uncaught").doesNotContain("Refused to");
        String drawn = Files.readString(dom);
        List<String> charts =
                Stream.of(drawn.split("class=\"chart\"", -1)).skip(1).toList();
        assertThat(charts).hasSizeGreaterThanOrEqualTo(6);
        assertThat(charts)
                .allSatisfy(chart -> assertThat(marks(chart)).as("shapes drawn").isGreaterThan(MANY));
    }

    /// Lines, areas and texts of the first drawing in a piece of the page.
    private static int marks(String chart) {
        Matcher drawing = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(chart);
        return drawing.find() ? drawing.group().split("<(path|text|circle|rect)\\b", -1).length - 1 : 0;
    }

    private List<String> command(Path browser, Path page) {
        return List.of(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=1280,2000",
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString());
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
