package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unmask.web.http.Call;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;

/// The files of the page.
class SiteTest {
    private static final List<String> SCRIPTS = List.of(
            "explorer.js",
            "state.js",
            "controls.js",
            "plots.js",
            "svg.js",
            "tables.js",
            "own.js",
            "fleet.js",
            "frontier.js");

    private final Routes routes = Site.routes();

    SiteTest() throws IOException {}

    private String text(String path) {
        Reply reply = routes.answer(new Call("GET", path, new byte[0]));
        assertThat(reply.status()).as(path).isEqualTo(200);
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void thePageHasNoScriptOrStyleInIt() {
        String page = text("/");
        assertThat(page).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("<style");
        assertThat(page).doesNotContainPattern("\\s(on[a-z]+|style)=");
    }

    @Test
    void whatThePageNamesIsServed() {
        Pattern.compile("(?:src|href)=\"(/[^\"]+)\"")
                .matcher(text("/"))
                .results()
                .forEach(found -> text(found.group(1)));
        SCRIPTS.forEach(name -> Pattern.compile("from \"\\./([a-z]+\\.js)\"")
                .matcher(text("/" + name))
                .results()
                .forEach(found -> text("/" + found.group(1))));
    }

    /// Text reaches the page as text alone.
    @Test
    void scriptsMakeNoMarkupOfText() {
        assertThat(SCRIPTS)
                .allSatisfy(name -> assertThat(text("/" + name))
                        .doesNotContain(
                                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(")
                        .doesNotContain("setAttribute(\"style\"", "setAttribute(\"on"));
    }

    /// Nothing is fetched from anywhere else.
    @Test
    void noFileNamesAnotherServer() {
        assertThat(Stream.concat(
                        SCRIPTS.stream().map(name -> "/" + name), Stream.of("/", "/explorer.css", "/page.css")))
                .allSatisfy(path -> assertThat(text(path).replace("http://www.w3.org/2000/svg", ""))
                        .doesNotContainPattern("(?<!placeholder=\")https?://[a-z]"));
    }
}
