package org.unmask.report.page;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.unmask.report.Caption;
import org.unmask.report.Figure;
import org.unmask.report.Finding;
import org.unmask.report.Provenance;

/// The markup of the page, readable without scripts: the answer, then the evidence.
final class Page {
    /// Sentences that open the page.
    private static final int SENTENCES = 5;
    /// Rows of a table that stands below its drawing; the scripts of the page turn to the others.
    static final int FIRST_ROWS = 5;
    /// A table up to this long, without a drawing, stands there as a whole.
    static final int SHORT_TABLE = 16;

    private static final String SOURCES = "Sources";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Page() {}

    /// What fills the first screen: title, at most five sentences, one table.
    static String header(ReportData data, List<Section> sections, Footnotes footnotes) {
        Html html = new Html();
        html.element("h1", data.title()).line();
        html.open("p", "class", "compared").linked(data.compared()).close("p").line();
        lead(html, data);
        data.answer().ifPresent(answer -> answer(html, answer));
        more(html, data);
        html.open("nav", "aria-label", "sections").open("ol");
        for (Section section : sections) {
            link(html, section.figure().id(), section.figure().title());
        }
        if (!footnotes.isEmpty()) {
            link(html, Footnotes.ID, SOURCES);
        }
        link(html, Method.ID, Method.TITLE);
        html.close("ol").close("nav").line();
        return html.toString();
    }

    /// The first warning, then findings.
    private static void lead(Html html, ReportData data) {
        List<String> warnings = data.content().warnings();
        List<String> findings = data.content().findings();
        if (warnings.isEmpty() && findings.isEmpty()) {
            return;
        }
        html.open("ul", "class", "lead").line();
        warnings.stream()
                .limit(1)
                .forEach(warning -> html.open("li", "class", "warning")
                        .linked(warning)
                        .close("li")
                        .line());
        findings.stream()
                .limit(SENTENCES - Math.min(1, warnings.size()))
                .forEach(finding -> html.open("li").linked(finding).close("li").line());
        html.close("ul").line();
    }

    private static void answer(Html html, ReportData.Answer answer) {
        html.open("div", "class", "answer");
        TableHtml.writeNamed(html, answer.table());
        html.open("p", "class", "note").linked(answer.note()).close("p");
        html.close("div").line();
    }

    /// Warnings and findings for which the first screen has no room.
    private static void more(Html html, ReportData data) {
        List<String> warnings = data.content().warnings();
        List<String> findings = data.content().findings();
        List<String> further = new ArrayList<>(warnings.stream().skip(1).toList());
        further.addAll(
                findings.stream().skip(SENTENCES - Math.min(1, warnings.size())).toList());
        if (further.isEmpty()) {
            return;
        }
        int alarms = Math.max(0, warnings.size() - 1);
        html.open("details", "class", alarms > 0 ? "more warning" : "more")
                .element("summary", counted(alarms, "more warning", further.size() - alarms))
                .open("ul")
                .line();
        further.forEach(sentence -> html.open("li").linked(sentence).close("li").line());
        html.close("ul").close("details").line();
    }

    private static String counted(int warnings, String name, int findings) {
        List<String> parts = new ArrayList<>();
        if (warnings > 0) {
            parts.add(warnings + " " + name + (warnings == 1 ? "" : "s"));
        }
        if (findings > 0) {
            parts.add(findings + " more finding" + (findings == 1 ? "" : "s"));
        }
        return String.join(", ", parts);
    }

    private static void link(Html html, String id, String title) {
        html.open("li").element("a", title, "href", "#" + id).close("li");
    }

    /// The figures, then how they came to be.
    static String sections(ReportData data, List<Section> sections, Footnotes footnotes) {
        Html html = new Html();
        for (Section section : sections) {
            Figure figure = section.figure();
            html.open("section", "id", figure.id());
            heading(html, section);
            body(html, section, footnotes);
            html.close("section").line();
        }
        about(html, data, sections.size(), footnotes);
        return html.toString();
    }

    private static void heading(Html html, Section section) {
        Figure figure = section.figure();
        List<Finding> findings = figure.findings();
        html.open("h2").text(section.number() + ". ");
        if (findings.isEmpty()) {
            html.text(figure.title());
        }
        for (Finding finding : findings) {
            boolean first = finding.device().equals(findings.getFirst().device());
            ofDevice(html, "span", finding.device(), first).text(finding.text()).close("span");
        }
        html.close("h2").line();
        String drawn = findings.isEmpty() ? "" : figure.title() + ". ";
        if (!drawn.isEmpty() || !figure.intro().isEmpty()) {
            html.open("p", "class", "intro");
            html.element("span", drawn, "class", "drawn").linked(figure.intro());
            html.close("p").line();
        }
    }

    /// An element that is shown with the tab of a device.
    private static Html ofDevice(Html html, String tag, String device, boolean shown) {
        return shown
                ? html.open(tag, "data-device", device)
                : html.open(tag, "data-device", device, "hidden", "hidden");
    }

    private static void body(Html html, Section section, Footnotes footnotes) {
        Figure figure = section.figure();
        boolean drawn = section.chart().isPresent();
        if (drawn && figure.opensWithTables()) {
            tables(html, figure, SHORT_TABLE);
        }
        if (drawn) {
            html.open("figure")
                    .open("div", "class", "chart", "data-figure", figure.id())
                    .close("div")
                    .line();
            html.open("figcaption", "class", "caption");
            caption(html, figure.caption(), footnotes);
            html.close("figcaption").close("figure").line();
        }
        if (!drawn || !figure.opensWithTables()) {
            tables(html, figure, drawn ? FIRST_ROWS : SHORT_TABLE);
        }
        if (!drawn) {
            html.open("div", "class", "caption");
            caption(html, figure.caption(), footnotes);
            html.close("div").line();
        }
    }

    /// Tables with their first rows, each in a place of its own for what the scripts add.
    private static void tables(Html html, Figure figure, int rows) {
        for (Figure.Sheet sheet : figure.sheets()) {
            html.open("div", "class", "sheet");
            TableHtml.write(html, sheet.table(), rows, "data-table", sheet.name());
            html.close("div").line();
        }
    }

    /// How kinds of numbers are drawn, and the numbers of their sources.
    private static void caption(Html html, Caption caption, Footnotes footnotes) {
        for (Caption.Key key : caption.keys()) {
            html.element("p", key.text() + ".", "class", "key", "data-device", key.device());
        }
        Map<String, Map<Provenance, SortedSet<Integer>>> sources = new LinkedHashMap<>();
        for (Caption.Line line : caption.lines()) {
            footnotes
                    .number(line.source().caption())
                    .ifPresent(number -> sources.computeIfAbsent(line.device(), _ -> new EnumMap<>(Provenance.class))
                            .computeIfAbsent(line.source().provenance(), _ -> new TreeSet<>())
                            .add(number));
        }
        sources.forEach((device, numbers) -> sources(html, device, numbers));
    }

    private static void sources(Html html, String device, Map<Provenance, SortedSet<Integer>> sources) {
        html.open("p", "class", "sources", "data-device", device).text("Sources");
        if (!device.isEmpty()) {
            html.text(" (" + device + ")");
        }
        String before = ": ";
        for (Map.Entry<Provenance, SortedSet<Integer>> entry : sources.entrySet()) {
            html.text(before + entry.getKey().id() + " ");
            entry.getValue()
                    .forEach(number -> html.element(
                            "a", "[" + number + "]", "href", "#" + Footnotes.anchor(number), "class", "footnote"));
            before = ", ";
        }
        html.close("p").line();
    }

    private static void about(Html html, ReportData data, int number, Footnotes footnotes) {
        int next = number + 1;
        if (!footnotes.isEmpty()) {
            html.open("section", "id", Footnotes.ID)
                    .element("h2", next++ + ". " + SOURCES)
                    .line();
            footnotes.write(html);
            html.close("section").line();
        }
        html.open("section", "id", Method.ID)
                .element("h2", next + ". " + Method.TITLE)
                .line();
        facts(html, Method.FACTS);
        html.open("p")
                .text("Equations, sources and known limits: ")
                .element("code", "docs/method.md")
                .text(".");
        html.close("p").close("section").line();
        html.open("section", "class", "environment").element("h2", "Environment");
        html.element("p", DATE.format(data.date()), "class", "date").line();
        if (!data.environment().isEmpty()) {
            facts(html, data.environment());
        }
        html.close("section").line();
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
