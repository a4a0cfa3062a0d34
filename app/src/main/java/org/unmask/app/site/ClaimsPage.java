package org.unmask.app.site;

import java.util.List;
import org.unmask.app.claim.Answer;
import org.unmask.app.claim.Checked;
import org.unmask.app.claim.Observed.Evidence;
import org.unmask.app.print.ClaimColumns;
import org.unmask.app.print.ClaimFormats;
import org.unmask.report.page.Html;

/// Every claim with its verdicts.
final class ClaimsPage {
    private ClaimsPage() {}

    static String body(List<Checked> claims, String machine) {
        Html html = new Html();
        html.element("h1", "What two papers claim, checked").line();
        html.open("p", "class", "intro")
                .text(
                        "Claims of the abstracts of Kim et al. (2025) and Peng et al. (2025), and of a summary of the first. ")
                .text(
                        "A verdict follows from numbers alone: predictions by the roofline on three GPUs, runs of a small pair on ")
                .text(machine)
                .text(
                        ", and times that others published. Prompts of 768 tokens and more count as documents; of shorter ones answers of 1024 and more as reasoning, else prompts below 128 as"
                                + " chat and the others as coding.")
                .close("p")
                .line();
        overview(html, claims);
        claims.forEach(claim -> claim(html, claim));
        return html.toString();
    }

    /// All claims in one table, each with a way to its section.
    private static void overview(Html html, List<Checked> claims) {
        table(html, "all claims", List.of("claim", "by prediction", "by measurement", "by publication"));
        for (Checked claim : claims) {
            html.open("tr").open("td", "class", "long").element("a", claim.words(), "href", "#" + claim.id());
            html.close("td");
            for (Evidence evidence : Evidence.values()) {
                html.element("td", ClaimFormats.brief(claim, evidence), "class", "brief");
            }
            html.close("tr");
        }
        html.close("tbody").close("table").close("div").line();
    }

    /// Opens a table that may be wider than the page.
    private static void table(Html html, String name, List<String> columns) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", name)
                .open("table")
                .open("thead")
                .open("tr");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
    }

    private static void claim(Html html, Checked claim) {
        html.open("section", "class", "claim", "id", claim.id());
        html.element("h2", claim.words());
        html.open("p", "class", "work")
                .element("a", claim.paper(), "href", claim.source(), "rel", "noreferrer")
                .text(". Confirmed if " + claim.rule() + ". Numbers: " + claim.quantity() + ".")
                .close("p");
        table(html, claim.id(), List.of("evidence", "workload", "verdict", "numbers"));
        for (Answer answer : claim.answers()) {
            html.open("tr")
                    .element("td", answer.evidence().id())
                    .element("td", answer.task().name())
                    .open("td", "class", "long")
                    .element(
                            "span",
                            answer.verdict().words(),
                            "class",
                            "verdict " + answer.verdict().outcome().id())
                    .close("td")
                    .element("td", ClaimColumns.range(answer), "class", "text")
                    .close("tr");
        }
        html.close("tbody").close("table").close("div");
        html.element("pre", claim.command() + "\n", "tabindex", "0", "aria-label", "Command");
        html.close("section").line();
    }
}
