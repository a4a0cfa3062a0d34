package org.unmask.report.page;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// Chromium without a network, for pages in files.
final class Browser implements AutoCloseable {
    private final ChromeDriver driver;

    /// @param downloads  folder that saved files go to
    Browser(Path downloads) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(onPath("chromium").toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--host-resolver-rules=MAP * ~NOTFOUND");
        options.setExperimentalOption(
                "prefs",
                Map.of(
                        "download.default_directory",
                        downloads.toString(),
                        "download.prompt_for_download",
                        false,
                        // Several files of one page, without asking.
                        "profile.default_content_setting_values.automatic_downloads",
                        1));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(onPath("chromedriver").toFile())
                .build();
        driver = new ChromeDriver(service, options);
    }

    private static Path onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        program + " is not on the PATH; install Debian's chromium and chromium-driver"));
    }

    ChromeDriver driver() {
        return driver;
    }

    /// Opens a page at a width, in light or dark colours.
    void open(Path page, int width, boolean dark) {
        driver.manage().window().setSize(new Dimension(width, 1000));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        driver.get(page.toUri().toString());
    }

    /// What a script returns.
    Object value(String script, Object... arguments) {
        Object value = driver.executeScript(script, arguments);
        return value == null ? "" : value;
    }

    /// A picture of an element, whether it fits the window or not.
    BufferedImage picture(WebElement element) throws IOException {
        List<?> box = (List<?>) value(
                "const box = arguments[0].getBoundingClientRect();"
                        + "return [box.x + scrollX, box.y + scrollY, box.width, box.height]",
                element);
        Map<String, Object> clip = Map.of(
                "x", box.get(0), "y", box.get(1), "width", box.get(2), "height", box.get(3), "scale", 1);
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("clip", clip, "captureBeyondViewport", true))
                .get("data");
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(String.valueOf(data))));
    }

    /// Errors and warnings of the console since the last call.
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    /// A file once it is saved as a whole.
    static Path saved(Path folder, String name) throws IOException, InterruptedException {
        Path file = folder.resolve(name);
        for (int tries = 0; tries < 100; tries++) {
            if (Files.exists(file) && Files.size(file) > 0) {
                return file;
            }
            Thread.sleep(100);
        }
        throw new IOException("the browser did not save " + name);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
