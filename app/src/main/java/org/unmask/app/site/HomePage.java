package org.unmask.app.site;

import java.util.List;
import org.unmask.app.claim.Checked;
import org.unmask.app.claim.Observed.Evidence;
import org.unmask.app.claim.Verdict.Outcome;
import org.unmask.report.page.Html;
import tools.jackson.databind.JsonNode;

/// The first page: the question, an answer, and where to go.
final class HomePage {
    private static final Pairing FIRST = Pairing.ALL.getFirst();

    private HomePage() {}

    static String body(Answers answers, List<Checked> claims) {
        JsonNode answer = answers.of(FIRST);
        Html html = new Html();
        html.open("section", "class", "hero").open("div", "class", "said");
        html.element("h1", "Diffusion or autoregression: which language model is faster, and why?")
                .line();
        html.open("p", "class", "lede")
                .text(
                        "A diffusion language model fills in many tokens at once; an autoregressive one writes them one by one. ")
                .text(
                        "Which is faster depends on batch, context and steps. Unmask predicts it, runs it, and shows both.")
                .close("p")
                .line();
        html.element(
                "p",
                FIRST.title() + ", prompt " + FIRST.promptTokens() + ", answer " + FIRST.generatedTokens() + " tokens:",
                "class",
                "kicker");
        html.element("p", answer.path("headline").asString(), "class", "headline");
        GalleryPage.numbers(html, answer);
        html.element(
                "p",
                "The map shows where that turns: a cell has the colour of the winner, and how many times as fast it is. The"
                        + " ring is the case above.",
                "class",
                "work");
        html.close("div").line();
        MapPicture.write(html, answer, FIRST.batch(), FIRST.promptTokens());
        html.close("section").line();
        html.open("section", "class", "start")
                .element("h2", "Try it")
                .element(
                        "pre",
                        "./unmask explore    # sliders in the browser\n./unmask study      # predict, measure on this machine,"
                                + " write a report\n",
                        "tabindex",
                        "0")
                .element("p", "It needs a JDK 25; everything else comes by itself.", "class", "work")
                .close("section")
                .line();
        html.open("nav", "class", "cards", "aria-label", "parts of the site");
        card(
                html,
                "gallery.html",
                "Ten pairs, ten places",
                "From a laptop to a server: who wins, why, and where that turns.");
        card(
                html,
                "figures.html",
                "The figures of two papers",
                "Redrawn from the cost model, with data and one command each.");
        card(html, "claims.html", "Their claims, checked", claims(claims));
        card(html, "commands.html", "Every command", "With all options and their defaults.");
        card(html, "method.html", "The method", "Every counting rule and its source; what is not modelled.");
        html.close("nav").line();
        return html.toString();
    }

    private static void card(Html html, String file, String title, String words) {
        html.open("a", "class", "card", "href", file)
                .element("strong", title)
                .element("span", words)
                .close("a");
    }

    /// How many hold by prediction, with how many only under a condition.
    private static String claims(List<Checked> claims) {
        long confirmed = count(claims, Outcome.CONFIRMED);
        return claims.size() + " claims: " + confirmed + " hold by prediction for all workloads alike, "
                + (claims.size() - confirmed) + " only under conditions or not.";
    }

    private static long count(List<Checked> claims, Outcome outcome) {
        return claims.stream()
                .filter(claim -> claim.answers().stream()
                        .filter(answer -> answer.evidence() == Evidence.PREDICTION)
                        .allMatch(answer -> answer.verdict().outcome() == outcome))
                .count();
    }
}
