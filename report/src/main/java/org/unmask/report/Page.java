package org.unmask.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

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
        list(html, "warnings", data.warnings().size() == 1 ? "Warning" : "Warnings", data.warnings());
        list(html, "findings", "What this page says", data.findings());
        html.open("nav", "aria-label", "sections").open("ol");
        for (Section section : sections) {
            html.open("li")
                    .element("a", section.title(), "href", "#" + section.id())
                    .close("li");
        }
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

    static String sections(List<Section> sections) {
        Html html = new Html();
        int number = 1;
        for (Section section : sections) {
            html.open("section", "id", section.id());
            html.element("h2", number++ + ". " + section.title()).line();
            body(html, section);
            html.close("section").line();
        }
        return html.toString();
    }

    private static void body(Html html, Section section) {
        switch (section) {
            case LineFigure figure -> {
                intro(html, figure.intro());
                figure(html, section, Tables.table(figure));
            }
            case CrossoverFigure figure -> {
                intro(
                        html,
                        "Who has the higher throughput at each batch and prompt, and how many times; the thick line is the "
                                + "crossover. Hatched: one model has run out of memory and the other wins alone; "
                                + "crossed: neither fits.");
                figure(html, section, Tables.table(figure));
            }
            case RooflineFigure figure -> {
                intro(
                        html,
                        "Each dot is all calls of one operator in one generation, its area the share of the time. "
                                + "The roofs are what memory and arithmetic allow at most.");
                figure(html, section, Tables.table(figure));
            }
            case BreakdownFigure figure -> {
                intro(
                        html,
                        "Operators with a small share everywhere are drawn as one, “other”; the table lists them all.");
                figure(html, section, Tables.table(figure));
            }
            case Comparison comparison -> {
                intro(
                        html,
                        "Assumed against replayed is the error in the number of passes; replayed against measured is the "
                                + "error of the operator model. A positive error means that the prediction was too slow.");
                open(html, "comparison-times", Tables.times(comparison));
                open(html, "comparison-rates", Tables.rates(comparison));
                figure(html, section);
            }
            case Answers answers -> {
                intro(html, answers.task());
                open(html, section.id(), Tables.table(answers));
                figure(html, section);
            }
            case MemoryTable memory -> {
                intro(html, "The largest batch that fits, and what fills the memory with a batch of one.");
                open(html, section.id(), Tables.table(memory));
                html.open("div", "class", "caption");
                caption(html, section);
                html.close("div").line();
            }
            case Asymptotics asymptotics -> {
                intro(
                        html,
                        "One pass at the end of a sequence of L positions. The laws hold up to a constant, so the ratios settle: "
                                + "that of the FLOPs to one constant where L is small against the hidden width d, and to another "
                                + "where it is large; those of the intensity each at its own end.");
                open(html, section.id(), Tables.table(asymptotics));
                html.open("div", "class", "caption");
                caption(html, section);
                html.close("div").line();
            }
            case Method method -> {
                facts(html, method.facts());
                html.open("p")
                        .text("Equations, sources and known limits: ")
                        .element("code", "docs/method.md")
                        .text(".");
                html.close("p").line();
            }
        }
    }

    private static void intro(Html html, String text) {
        if (!text.isEmpty()) {
            html.open("p", "class", "intro").linked(text).close("p").line();
        }
    }

    /// An empty frame for the script, the caption, and the table folded away.
    private static void figure(Html html, Section section, Table table) {
        frame(html, section);
        csv(html, section.id(), table);
        html.close("figure").line();
        html.open("details").element("summary", "Table, " + rows(table)).line();
        TableHtml.write(html, table);
        html.close("details").line();
    }

    private static void figure(Html html, Section section) {
        frame(html, section);
        html.close("figure").line();
    }

    private static void frame(Html html, Section section) {
        html.open("figure")
                .open("div", "class", "chart", "data-figure", section.id())
                .close("div")
                .line();
        html.open("figcaption", "class", "caption");
        caption(html, section);
        html.close("figcaption").line();
    }

    private static void caption(Html html, Section section) {
        Credit.keys(section).forEach((device, key) -> html.element("p", key, "class", "key", "data-device", device));
        html.open("ul", "class", "sources");
        for (Credit credit : Credit.of(section)) {
            html.open("li", "data-device", credit.device());
            if (!credit.device().isEmpty()) {
                html.element("span", credit.device(), "class", "device").text(" ");
            }
            html.linked(credit.source().caption()).close("li");
        }
        html.close("ul");
    }

    private static void open(Html html, String id, Table table) {
        TableHtml.write(html, table);
        csv(html, id, table);
    }

    private static String rows(Table table) {
        return String.format(
                Locale.ROOT, "%,d %s", table.rows().size(), table.rows().size() == 1 ? "row" : "rows");
    }

    private static void csv(Html html, String id, Table table) {
        html.open("p", "class", "save");
        html.element(
                "a", "CSV", "href", Csv.address(table), "download", id + ".csv", "title", "Save the table, base units");
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

    private static void facts(Html html, List<Fact> facts) {
        html.open("dl");
        for (Fact fact : facts) {
            html.element("dt", fact.name())
                    .open("dd")
                    .linked(fact.text())
                    .close("dd")
                    .line();
        }
        html.close("dl").line();
    }
}
