package org.unmask.app.site;

import java.util.Locale;
import org.unmask.report.page.Html;
import tools.jackson.databind.JsonNode;

/// Ten pairs of models on ten devices: who wins, why, and where that turns.
final class GalleryPage {
    private static final int FAST = 100;

    private GalleryPage() {}

    static String body(Answers answers) {
        Html html = new Html();
        html.element("h1", "Ten pairs, ten places").line();
        html.open("p", "class", "intro")
                .text(
                        "Each pair generates the same answer on the same device, priced by the roofline in bf16: lower bounds of time. ")
                .text(
                        "A map has the winner's colour and how many times as fast it is; the ring is the workload of the headline. ")
                .text("Empty cells fit into no memory.")
                .close("p")
                .line();
        html.open("ol", "class", "index");
        for (Pairing pairing : Pairing.ALL) {
            html.open("li")
                    .element("a", pairing.title(), "href", "#" + pairing.id())
                    .close("li");
        }
        html.close("ol").line();
        for (Pairing pairing : Pairing.ALL) {
            entry(html, pairing, answers.of(pairing));
        }
        return html.toString();
    }

    /// One question with its answer.
    static void entry(Html html, Pairing pairing, JsonNode answer) {
        html.open("section", "class", "pair", "id", pairing.id());
        html.open("div", "class", "said");
        html.element("p", pairing.title(), "class", "kicker");
        html.element("h2", answer.path("headline").asString());
        html.element("p", answer.path("why").asString(), "class", "why");
        numbers(html, answer);
        html.element(
                "p",
                "Batch " + pairing.batch() + ", prompt " + pairing.promptTokens() + ", answer "
                        + pairing.generatedTokens() + " tokens.",
                "class",
                "work");
        StringBuilder commands = new StringBuilder();
        answer.path("contestants")
                .forEach(
                        each -> commands.append(each.path("command").asString()).append('\n'));
        html.element("pre", commands.toString(), "tabindex", "0", "aria-label", "Commands that print these numbers");
        html.close("div").line();
        MapPicture.write(html, answer, pairing.batch(), pairing.promptTokens());
        html.close("section").line();
    }

    /// The throughput of each contestant, large.
    static void numbers(Html html, JsonNode answer) {
        html.open("div", "class", "numbers");
        for (JsonNode each : answer.path("contestants")) {
            double rate = each.path("prediction")
                    .path("totals")
                    .path("tokens_per_second")
                    .asDouble();
            html.open(
                            "div",
                            "class",
                            "number " + each.path("label").path("role").asString())
                    .element("p", each.path("name").asString(), "class", "name")
                    .open("p", "class", "big")
                    .text(rate(rate))
                    .element("small", " tokens/s")
                    .close("p")
                    .element("p", each.path("prediction").path("strategy").asString(), "class", "strategy")
                    .close("div");
        }
        html.close("div").line();
    }

    private static String rate(double value) {
        return String.format(Locale.ENGLISH, value >= FAST ? "%,.0f" : "%.1f", value);
    }
}
