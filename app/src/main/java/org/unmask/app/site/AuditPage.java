package org.unmask.app.site;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.unmask.app.audit.Audited;
import org.unmask.app.audit.Auditor;
import org.unmask.app.audit.ClaimFiles;
import org.unmask.app.audit.Claimed;
import org.unmask.app.print.AuditColumns;
import org.unmask.app.print.AuditFormats;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.text.Column;
import org.unmask.report.page.Html;

/// Everything published against physics.
final class AuditPage {
    private static final String PROFILE = "eager";

    private AuditPage() {}

    static String body(Catalog catalog) throws IOException {
        Auditor auditor = new Auditor(catalog, catalog.profile(PROFILE).profile(), StrategyFiles.NONE, Set.of());
        List<Audited> claims = new ArrayList<>();
        for (Claimed claim : ClaimFiles.published(catalog).claims()) {
            claims.add(auditor.audit(claim));
        }
        Html html = new Html();
        html.element("h1", "What was published, against physics").line();
        html.open("p", "class", "intro")
                .text(
                        "Rates and times that others published, held against the roofline of their device, which nothing is ")
                .text(
                        "faster than. Where passes are not stated, the roof is that of one token a pass, and the verdict says how ")
                .text("many tokens a pass must have committed. ")
                .text(AuditFormats.summary(claims, PROFILE))
                .close("p")
                .line();
        html.element("pre", "./unmask audit\n", "tabindex", "0", "aria-label", "Command")
                .line();
        table(html, claims);
        assumptions(html, claims);
        return html.toString();
    }

    private static void table(Html html, List<Audited> claims) {
        List<Column<Audited>> columns = AuditColumns.page();
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "all claims")
                .open("table")
                .open("thead")
                .open("tr");
        columns.forEach(column -> html.element("th", column.heading(), "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        for (Audited audited : claims) {
            html.open("tr");
            columns.forEach(column -> html.element("td", column.shown().apply(audited), "class", "text"));
            html.close("tr");
        }
        html.close("tbody").close("table").close("div").line();
    }

    private static void assumptions(Html html, List<Audited> claims) {
        html.element("h2", "Not stated, and assumed").line();
        html.open("ul");
        claims.stream()
                .flatMap(audited -> audited.assumed().stream())
                .distinct()
                .forEach(sentence -> html.element("li", sentence));
        html.close("ul").line();
    }
}
