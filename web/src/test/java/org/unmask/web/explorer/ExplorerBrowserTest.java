package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.unmask.catalog.Catalog;
import org.unmask.web.http.LocalServer;

/// The page in a real browser. Runs with `-Pbrowser`, where chromium and chromedriver are.
@Tag("browser")
class ExplorerBrowserTest {
    private static final Path NOWHERE = Path.of("no-such-folder");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    /// A PNG has its width at this byte.
    private static final int WIDTH_IN_PNG = 16;

    private static final List<String> PLOTS = List.of("speed", "map", "roofline", "time", "memory");
    private static final String CONFIG = """
            {"model_type": "llama", "hidden_size": 1024, "intermediate_size": 2816, "num_hidden_layers": 8,
             "num_attention_heads": 16, "num_key_value_heads": 16, "vocab_size": 32000, "max_position_embeddings": 4096,
             "rms_norm_eps": 1e-5, "hidden_act": "silu", "rope_theta": 10000.0, "tie_word_embeddings": false}
            """;

    private static final String FRONTIER = """
            {"schema": "unmask.frontier/1", "sentences": ["At batch 1 small-dlm reaches the accuracy of small-ar."],
             "fronts": [{"batch": 1, "heading": "At batch 1 it is 0.40 times as fast as small-ar with drafts by tiny"}],
             "settings": [%s]}
            """.formatted(String.join(
            ",",
            setting("ar", 0.99, 500, false, false),
            setting("speculative:drafter=tiny", 0.99, 1000, false, false),
            setting("diffusion:steps=8", 0.5, 900, true, false),
            setting("diffusion:threshold=0.9", 0.9, 800, true, true),
            setting("diffusion:threshold=0.99", 0.99, 400, true, false),
            setting("diffusion:steps=32", 0.7, 300, false, false)));

    @TempDir
    private static Path downloads;

    @TempDir
    private Path folder;

    private static LocalServer server;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws IOException {
        server = LocalServer.start(0, new Explorer(new Catalog(NOWHERE, NOWHERE)).routes());
        ChromeOptions options = new ChromeOptions()
                .setBinary("/usr/bin/chromium")
                .addArguments(
                        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=1280,1000");
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        options.setExperimentalOption(
                "prefs",
                Map.of("download.default_directory", downloads.toAbsolutePath().toString()));
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build();
        browser = new ChromeDriver(driver, options);
    }

    @AfterAll
    static void close() {
        browser.quit();
        server.close();
    }

    @BeforeEach
    void start() {
        load("");
    }

    private static void load(String hash) {
        browser.get("about:blank");
        browser.get(server.address() + hash);
        await("document.querySelectorAll('#numbers .number').length > 1");
    }

    /// Waits for a condition of the page.
    private static void await(String condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Boolean.TRUE.equals(browser.executeScript("return " + condition))) {
            assertThat(System.nanoTime()).as(condition).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String text(String css) {
        return browser.findElement(By.cssSelector(css)).getText();
    }

    private static void assertQuiet() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(entry -> entry.getMessage())
                .noneMatch(line ->
                        line.contains("Uncaught") || line.contains("Refused") || line.contains("Content Security"));
    }

    @Test
    void everyPlotIsDrawnAndHasATable() {
        for (String plot : PLOTS) {
            assertThat(browser.findElements(By.cssSelector("#" + plot + " svg rect, #" + plot + " svg circle")))
                    .as(plot)
                    .hasSizeGreaterThan(4);
            browser.findElement(By.cssSelector("#" + plot + " .tools button")).click();
            assertThat(browser.findElements(By.cssSelector("#" + plot + " tbody tr")))
                    .hasSizeGreaterThan(1);
        }
        assertThat(text("#headline")).contains("times as fast as");
        assertThat(text("#commands")).contains("./unmask predict --model llama-3-8b");
        await("!!document.body.dataset.breakEven");
        assertThat(text("#numbers")).containsPattern("(As fast as|Slower than) .* (tokens? per pass|in one pass)");
        assertQuiet();
    }

    @Test
    void aSliderIsAnsweredAndStandsInTheAddress() {
        String before = text("#numbers");
        browser.findElement(By.id("batch")).sendKeys(Keys.HOME);
        await("document.querySelector('#commands').textContent.includes('--batch 1')"
                + " && !document.querySelector('#commands').textContent.includes('--batch 12')");
        assertThat(text("#numbers")).isNotEqualTo(before);
        await("location.hash.includes('batch=1&')");
        assertQuiet();
    }

    @Test
    void fleetsAreSizedWhenTheFormIsSentAndStandInTheAddress() {
        WebElement rate = browser.findElement(By.name("fleet-rate"));
        rate.clear();
        rate.sendKeys("50", Keys.ENTER);
        await("document.body.dataset.fleets === '1'");
        assertThat(text("#fleet-sentence")).contains("needs").contains("device");
        assertThat(browser.findElements(By.cssSelector("#fleet-table tbody tr")))
                .hasSize(2);
        assertThat(text("#fleet-commands"))
                .contains("./unmask fleet --ar llama-3-8b")
                .contains("--rate 50 ");
        await("location.hash.includes('fleet=50')");

        browser.findElement(By.name("fleet-e2e")).sendKeys("0.0001", Keys.ENTER);
        await("document.body.dataset.fleets === '2'");
        assertThat(text("#fleet-words")).contains("never, since one request alone takes");
        String hash = browser.executeScript("return location.hash") + "";
        load(hash);
        assertThat(browser.findElement(By.name("fleet-rate")).getDomProperty("value"))
                .isEqualTo("50");
        assertQuiet();
    }

    @Test
    void aClickOnAnOperatorExplainsIt() {
        browser.executeScript("document.querySelector('#roofline circle.mark').dispatchEvent(new MouseEvent('click'))");
        await("document.querySelector('#explain').open");
        assertThat(text("#explain .command")).startsWith("./unmask explain --model llama-3-8b");
        assertThat(text("#explain .runs")).contains("4 · T · h · f").contains("width of the MLP");
        browser.findElement(By.cssSelector("#explain .operators option[value='attention']"))
                .click();
        await("document.querySelector('#explain .title').textContent === 'attention of llama-3-8b'");
        browser.findElement(By.cssSelector("#explain .kinds option[value='1']")).click();
        await("document.querySelector('#explain .command').textContent.includes('--pass 1 ')");
        assertThat(text("#explain .verdict")).contains("binds");
        browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        await("!document.querySelector('#explain').open");
        assertQuiet();
    }

    @Test
    void aRowOfTheTableIsExplainedWithTheKeyboard() {
        browser.findElement(By.cssSelector("#time .tools button")).click();
        browser.findElement(By.cssSelector("#time tbody tr:last-child button")).sendKeys(Keys.ENTER);
        await("document.querySelector('#explain').open");
        assertThat(text("#explain .title")).endsWith(" of llada-8b");
        assertQuiet();
    }

    @Test
    void aSharedAddressShowsTheSame() {
        load("#prompt=128&gen=64&batch=3&c=qwen3-8b~a6000~ar~float32&c=sdar-8b~a6000~block-diffusion:block=16,steps=16"
                + "&c=llada-8b~h100-sxm~diffusion~bf16~eager~2");
        assertThat(browser.findElements(By.cssSelector("#numbers .number"))).hasSize(3);
        assertThat(text("#commands"))
                .contains(
                        "--model qwen3-8b --device a6000 --strategy ar --prompt-len 128 --gen-len 64 --batch 3 --dtype float32")
                .contains(
                        "--model llada-8b --device h100-sxm --strategy diffusion --prompt-len 128 --gen-len 64 --batch 3"
                                + " --profile eager --tensor-parallel 2");
    }

    @Test
    void aPastedConfigIsPricedAndShared() {
        browser.findElement(By.cssSelector("#own-model summary")).click();
        browser.findElement(By.id("model-name")).sendKeys("mine");
        browser.executeScript("document.getElementById('model-config').value = arguments[0]", CONFIG);
        browser.findElement(By.id("model-add")).click();
        await("document.querySelector('#commands').textContent.includes('./mine.json')"
                + " || document.querySelector('#problem').textContent !== ''");
        browser.findElement(By.cssSelector(".contestant[data-index='1'] select[data-field='id'] option[value='ar']"))
                .click();
        await("document.querySelector('#commands').textContent.includes('./mine.json')");
        await("location.hash.includes('own=')");
        String shared = Objects.requireNonNull(browser.getCurrentUrl());
        browser.get("about:blank");
        browser.get(shared);
        await("document.querySelector('#commands').textContent.includes('./mine.json')");
    }

    @Test
    void aDroppedConfigIsPriced() {
        browser.executeScript("""
                const data = new DataTransfer();
                data.items.add(new File([arguments[0]], "config.json"));
                document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
                """, CONFIG);
        await("document.getElementById('model-config').value.includes('hidden_size')");
        browser.findElement(By.id("model-name")).sendKeys("dropped");
        browser.findElement(By.id("model-add")).click();
        await("document.querySelector('#commands').textContent.includes('./dropped.json')");
        assertQuiet();
    }

    @Test
    void everyPlotIsSavedAsPictureAndTable() throws IOException {
        for (String plot : PLOTS) {
            for (String kind : List.of("CSV", "SVG", "PNG")) {
                browser.findElement(By.cssSelector("#" + plot + " .tools button[aria-label^='" + kind + ":']"))
                        .click();
            }
            assertThat(Files.readAllLines(saved(plot + ".csv"))).hasSizeGreaterThan(2);
            assertThat(saved(plot + ".svg")).content().startsWith("<svg").contains("<text");
            byte[] picture = Files.readAllBytes(saved(plot + ".png"));
            assertThat(ByteBuffer.wrap(picture).getInt(WIDTH_IN_PNG)).as(plot).isGreaterThan(400);
            assertThat(picture).as("an empty picture is smaller").hasSizeGreaterThan(20_000);
        }
        assertQuiet();
    }

    /// A file that the browser saved, once it is whole: until then it has another name.
    private static Path saved(String name) {
        Path file = downloads.resolve(name);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as(name).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return file;
    }

    @Test
    void aBadConfigSaysWhy() {
        browser.findElement(By.cssSelector("#own-model summary")).click();
        browser.findElement(By.id("model-config")).sendKeys("{\"model_type\": \"<img src=x onerror=hacked=1>\"}");
        browser.findElement(By.id("model-add")).click();
        await("document.querySelector('#model-problem').textContent.includes('model_type')");
        assertThat(browser.executeScript("return typeof hacked")).isEqualTo("undefined");
    }

    @Test
    void anOwnDeviceWithAHostileNameIsText() {
        load("#batch=1");
        browser.executeScript("""
                const device = {schema: "unmask.device/1", id: "x", name: "<img src=x onerror=hacked=1>",
                  flops_per_second: {bf16: {value: 1e14, source: "<script>hacked=1</script>", dense: true}},
                  memory_bytes_per_second: {value: 1e12, source: "s"}, memory_bytes: {value: 24e9, source: "s"}};
                import("/state.js").then(async module => {
                  const state = module.initialState();
                  state.devices = [device];
                  state.contestants.forEach(each => each.device = "x");
                  location.hash = (await module.written(state)).text;
                });
                """);
        await("document.querySelector('#commands').textContent.includes('./x.json')");
        assertThat(browser.findElements(By.cssSelector("#answer img, #answer script, #controls img")))
                .isEmpty();
        assertThat(browser.executeScript("return typeof hacked")).isEqualTo("undefined");
    }

    @Test
    void anotherSliderMovesStepsThatItMakesImpossible() {
        browser.findElement(By.id("block-1")).sendKeys(Keys.HOME);
        await("document.querySelector('#commands').textContent.includes('block=1,steps=256')");
        assertThat(text("#problem")).isEmpty();
    }

    @Test
    void whatIsImpossibleSaysWhy() {
        WebElement batch = browser.findElement(By.cssSelector("#workload .slider:last-child input[type=number]"));
        batch.sendKeys(Keys.chord(Keys.CONTROL, "a"), "0");
        await("document.querySelector('#problem').textContent.includes(\"bad --batch '0'\")");
        batch.sendKeys(Keys.chord(Keys.CONTROL, "a"), "2");
        await("document.querySelector('#problem').textContent === ''"
                + " && document.querySelector('#commands').textContent.includes('--batch 2')");
    }

    /// Every control is reached with the tabulator alone, and shows that it is.
    @Test
    void theKeyboardAloneSuffices() {
        Set<String> reached = new HashSet<>();
        browser.executeScript("document.body.focus()");
        for (int i = 0; i < 60; i++) {
            browser.switchTo().activeElement().sendKeys(Keys.TAB);
            reached.add(String.valueOf(browser.executeScript("return document.activeElement.id"
                    + " || document.activeElement.dataset.field || document.activeElement.textContent")));
            if (Boolean.TRUE.equals(browser.executeScript("return document.activeElement.id === 'batch'"))) {
                browser.switchTo().activeElement().sendKeys(Keys.ARROW_LEFT);
                await("!document.querySelector('#commands').textContent.includes('--batch 12')");
            }
        }
        assertThat(reached)
                .contains(
                        "copy-link",
                        "copy-command",
                        "prompt_tokens",
                        "generated_tokens",
                        "batch",
                        "model",
                        "device",
                        "add");
    }

    private static String setting(String strategy, double share, double speed, boolean front, boolean knee) {
        return String.format(Locale.ROOT, """
                {"batch": 1, "strategy": "%s", "exact_match,strict-match": %s, "low,strict-match": %s,
                 "high,strict-match": 1, "kept_tokens_per_second": %s, "times_autoregressive": %s, "passes": 9,
                 "front": %s, "knee": %s, "beaten_by": null}""", strategy, share, share - 0.05, speed, speed / 1000, front, knee);
    }

    private void openFrontier(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        browser.findElement(By.id("frontier-file")).sendKeys(file.toString());
        await("document.body.dataset.frontier === '" + name + "'");
    }

    @Test
    void aFrontierThatIsOpenedIsDrawnWithItsSentence() throws IOException {
        openFrontier("frontier.json", FRONTIER);

        assertThat(text("#frontier-sentences")).isEqualTo("At batch 1 small-dlm reaches the accuracy of small-ar.");
        assertThat(text("#frontier-1 figcaption")).contains("0.40 times as fast as small-ar with drafts by tiny");
        assertThat(browser.findElements(By.cssSelector("#frontier-1 svg circle")))
                .hasSize(6);
        WebElement line = browser.findElement(By.cssSelector("#frontier-1 svg polyline"));
        assertThat(Objects.requireNonNull(line.getDomAttribute("points")).split(" ", -1))
                .hasSize(3);
        browser.findElement(By.cssSelector("#frontier-1 .tools button")).sendKeys(Keys.ENTER);
        assertThat(browser.findElements(By.cssSelector("#frontier-1 tbody tr")))
                .extracting(WebElement::getText)
                .anySatisfy(
                        row -> assertThat(row).contains("speculative:drafter=tiny autoregressive: the line to beat"))
                .anySatisfy(row -> assertThat(row).contains("diffusion:threshold=0.9 knee of the front"));
        assertQuiet();
    }

    @Test
    void whatIsNoFrontierSaysWhy() throws IOException {
        openFrontier("fleet.json", "{\"schema\": \"unmask.fleet/1\"}");
        assertThat(text("#frontier-problem"))
                .isEqualTo("fleet.json: the schema is 'unmask.fleet/1'; expected unmask.frontier/1, as unmask frontier"
                        + " --format json prints it");
        openFrontier("half.json", FRONTIER.substring(0, 100));
        assertThat(text("#frontier-problem")).startsWith("half.json: this is no JSON: ");
        openFrontier("bad.json", FRONTIER.replace(": 500", ": -500"));
        assertThat(text("#frontier-problem")).contains("ar has", "kept_tokens_per_second -500");
        openFrontier("frontier.json", FRONTIER);
        assertThat(text("#frontier-problem")).isEmpty();
    }

    @Test
    void accessibilityRulesFindNothingSerious() throws IOException {
        openFrontier("frontier.json", FRONTIER);
        try (InputStream in = Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream("axe.min.js"))) {
            browser.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        browser.executeScript("document.querySelectorAll('details').forEach(each => each.open = true)");
        Object violations = browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(found => done(found.violations
                  .filter(each => ["serious", "critical"].includes(each.impact))
                  .map(each => each.id + ": " + each.nodes.map(node => node.html).slice(0, 3).join(" | "))));
                """);
        assertThat((List<?>) violations).isEmpty();
    }

    @Test
    void thePageFitsEveryScreen() throws IOException {
        for (Dimension size : List.of(new Dimension(1280, 1000), new Dimension(500, 900))) {
            browser.manage().window().setSize(size);
            load("");
            assertThat((Long) browser.executeScript(
                            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isLessThanOrEqualTo(0);
            byte[] picture = browser.getScreenshotAs(OutputType.BYTES);
            // An empty page of this size has a tenth of these bytes.
            assertThat(ByteBuffer.wrap(picture).getInt(WIDTH_IN_PNG)).isBetween(size.width - 40, size.width);
            assertThat(picture.length).isGreaterThan(20_000);
        }
        browser.manage().window().setSize(new Dimension(1280, 1000));
    }
}
