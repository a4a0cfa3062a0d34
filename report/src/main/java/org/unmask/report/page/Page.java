package org.unmask.report.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.unmask.report.Caption;
import org.unmask.report.Csv;
import org.unmask.report.Figure;
import org.unmask.report.Table;

/// The markup of the page: header and sections, readable without scripts.
final class Page {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Page() {}

    static String header(ReportData data, List<Section> sections) {
        Html html = new Html();
        html.element("h1", data.title()).line();
        html.open("p", "class", "compared").linked(data.compared()).close("p").line();
        html.element("p", DATE.format(data.date()), "class", "date").line();
        List<String> warnings = data.content().warnings();
        list(html, "warnings", warnings.size() == 1 ? "Warning" : "Warnings", warnings);
        list(html, "findings", "What this page says", data.content().findings());
        html.open("nav", "aria-label", "sections").open("ol");
        for (Section section : sections) {
            link(html, section.figure().id(), section.figure().title());
        }
        link(html, Method.ID, Method.TITLE);
        html.close("ol").close("nav").line();
        if (!data.environment().isEmpty()) {
            html.open("section", "class", "environment")
                    .element("h2", "Environment")
                    .line();
            facts(html, data.environment());
            html.close("section").line();
        }
        return html.toString();
    }

    private static void link(Html html, String id, String title) {
        html.open("li").element("a", title, "href", "#" + id).close("li");
    }

    /// The figures, then the method.
    static String sections(List<Section> sections) {
        Html html = new Html();
        for (Section section : sections) {
            open(html, section.figure().id(), section.number(), section.figure().title());
            body(html, section);
            html.close("section").line();
        }
        open(html, Method.ID, sections.size() + 1, Method.TITLE);
        method(html);
        html.close("section").line();
        return html.toString();
    }

    private static void open(Html html, String id, int number, String title) {
        html.open("section", "id", id);
        html.element("h2", number + ". " + title).line();
    }

    private static void body(Html html, Section section) {
        Figure figure = section.figure();
        intro(html, figure.intro());
        boolean drawn = section.chart().isPresent();
        if (drawn && !figure.opensWithTables()) {
            frame(html, figure, figure.sheets());
            folded(html, figure.sheets());
            return;
        }
        for (Figure.Sheet sheet : figure.sheets()) {
            TableHtml.write(html, sheet.table());
            csv(html, sheet);
        }
        if (drawn) {
            frame(html, figure, List.of());
        } else {
            html.open("div", "class", "caption");
            caption(html, figure.caption());
            html.close("div").line();
        }
    }

    private static void method(Html html) {
        facts(html, Method.FACTS);
        html.open("p")
                .text("Equations, sources and known limits: ")
                .element("code", "docs/method.md")
                .text(".");
        html.close("p").line();
    }

    private static void intro(Html html, String text) {
        if (!text.isEmpty()) {
            html.open("p", "class", "intro").linked(text).close("p").line();
        }
    }

    /// An empty frame for the script, the caption, and the files of tables that are folded away.
    private static void frame(Html html, Figure figure, List<Figure.Sheet> saved) {
        html.open("figure")
                .open("div", "class", "chart", "data-figure", figure.id())
                .close("div")
                .line();
        html.open("figcaption", "class", "caption");
        caption(html, figure.caption());
        html.close("figcaption").line();
        saved.forEach(sheet -> csv(html, sheet));
        html.close("figure").line();
    }

    private static void folded(Html html, List<Figure.Sheet> sheets) {
        for (Figure.Sheet sheet : sheets) {
            html.open("details")
                    .element("summary", "Table, " + rows(sheet.table()))
                    .line();
            TableHtml.write(html, sheet.table());
            html.close("details").line();
        }
    }

    private static void caption(Html html, Caption caption) {
        for (Caption.Key key : caption.keys()) {
            html.element("p", key.text(), "class", "key", "data-device", key.device());
        }
        html.open("ul", "class", "sources");
        for (Caption.Line line : caption.lines()) {
            html.open("li", "data-device", line.device());
            if (!line.device().isEmpty()) {
                html.element("span", line.device(), "class", "device").text(" ");
            }
            html.linked(line.source().caption()).close("li");
        }
        html.close("ul");
    }

    private static String rows(Table table) {
        return String.format(
                Locale.ROOT, "%,d %s", table.rows().size(), table.rows().size() == 1 ? "row" : "rows");
    }

    private static void csv(Html html, Figure.Sheet sheet) {
        html.open("p", "class", "save");
        html.element(
                "a",
                "CSV",
                "href",
                Csv.address(sheet.table()),
                "download",
                sheet.name() + ".csv",
                "title",
                "Save the table, base units");
        html.close("p").line();
    }

    private static void list(Html html, String css, String title, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        html.open("section", "class", css).element("h2", title).open("ul");
        for (String item : items) {
            html.open("li").linked(item).close("li");
        }
        html.close("ul").close("section").line();
    }

    private static void facts(Html html, List<ReportData.Fact> facts) {
        html.open("dl");
        for (ReportData.Fact fact : facts) {
            html.element("dt", fact.name())
                    .open("dd")
                    .linked(fact.text())
                    .close("dd")
                    .line();
        }
        html.close("dl").line();
    }
}
