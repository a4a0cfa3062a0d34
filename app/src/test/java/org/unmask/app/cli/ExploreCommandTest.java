package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.web.explorer.Explorer;
import org.unmask.web.http.LocalServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExploreCommandTest {
    private static final String QUESTION = """
            {"prompt_tokens": 512, "generated_tokens": 256, "batch": 12, "logits": "all", "contestants": [
              {"model": "llama-3-8b", "device": "h200-sxm", "strategy": "ar"},
              {"model": "llada-8b", "device": "h100-sxm", "strategy": "dual-cache:block=32,tokens-per-pass=2.5",
               "dtype": "fp8", "kv_dtype": "bf16", "profile": "eager", "tensor_parallel": 2, "link": "450e9:3e-6"},
              {"model": "sdar-8b", "device": "a6000", "strategy": "block-diffusion:steps=64", "weight_dtype": "int4"}]}
            """;

    @TempDir
    private Path folder;

    private Terminal terminal() {
        return Terminal.inRepository(folder.resolve("user"));
    }

    /// What the page shows is what the command that it offers prints, to the last digit.
    @Test
    void theCommandOfAContestantPrintsItsNumbers() throws IOException {
        Terminal terminal = terminal();
        Explorer explorer = new Explorer(new Catalog(terminal.home(), terminal.user()));
        try (LocalServer server = LocalServer.start(0, explorer.routes())) {
            JsonNode contestants =
                    asked(server.address().resolve("/api/1/compare")).path("contestants");
            assertThat(contestants).hasSize(3);
            for (JsonNode contestant : contestants) {
                String command = contestant.path("command").asString();
                assertThat(command).startsWith("./unmask predict ").doesNotContain("'");
                String[] words = (command.substring("./unmask ".length()) + " --format json").split(" ", -1);
                Terminal.Result printed = terminal.run(words);
                assertThat(printed.code()).as(printed.err()).isZero();
                assertThat(JsonMapper.shared().readTree(printed.out())).isEqualTo(contestant.path("prediction"));
            }
        }
    }

    private static JsonNode asked(URI address) throws IOException {
        URLConnection connection = address.toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(QUESTION.getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = connection.getInputStream()) {
            return JsonMapper.shared().readTree(in.readAllBytes());
        }
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        for (String port : List.of("-1", "65536", "http")) {
            Terminal.Result result = terminal().run("explore", "--no-browser", "--port", port);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.errorLines()).hasSize(1);
        }
    }

    @Test
    void aBrowserIsOpenedOnlyOnADesktop() {
        URI page = URI.create("http://127.0.0.1:8642/");
        assertThat(Browser.command("Linux", Map.of("PATH", "/usr/bin"), page)).isEmpty();
        assertThat(Browser.command("Linux", Map.of("PATH", folder.toString(), "DISPLAY", ":0"), page))
                .isEmpty();
        assertThat(Browser.command("Mac OS X", Map.of(), page)).contains(List.of("open", page.toString()));
        assertThat(Browser.command("Windows 11", Map.of(), page).orElseThrow().getLast())
                .isEqualTo(page.toString());
    }
}
