package org.unmask.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.unmask.input.NewFile;
import org.unmask.report.Chart;
import org.unmask.report.Figure;

/// Writes reports as pages of HTML.
public final class Report {
    private Report() {}

    /// Writes the page.
    ///
    /// @throws IOException if the file cannot be written, or a library the page needs is missing
    public static void write(ReportData data, Path file) throws IOException {
        NewFile.text(file, html(data));
    }

    /// The whole page; it needs nothing from the network.
    ///
    /// @throws IOException if a library the page needs is missing
    public static String html(ReportData data) throws IOException {
        List<Section> sections = sections(data);
        SortedSet<String> scripts = sections.stream()
                .flatMap(section -> section.chart().stream())
                .map(Chart::script)
                .collect(Collectors.toCollection(TreeSet::new));
        return html(data, sections, Assets.load(scripts));
    }

    static String html(ReportData data, Assets assets) {
        return html(data, sections(data), assets);
    }

    private static List<Section> sections(ReportData data) {
        List<Section> sections = new ArrayList<>();
        for (Figure figure : data.content().figures()) {
            if (!figure.isEmpty()) {
                sections.add(Section.of(sections.size() + 1, figure));
            }
        }
        return sections;
    }

    /// The page allows itself only the two scripts it was written with, by their hashes: text from a file could not
    /// run even if it got past the escaping.
    private static String html(ReportData data, List<Section> sections, Assets assets) {
        String charts = "\n" + assets.echarts().strip() + "\n";
        String script = "\n" + assets.script();
        Footnotes footnotes = new Footnotes();
        sections.forEach(section -> footnotes.add(section.figure().caption()));
        return assets.template()
                .fill(Map.of(
                        "hashes",
                        hash(charts) + " " + hash(script),
                        "title",
                        Html.escape(data.title()),
                        "style",
                        "\n" + assets.style(),
                        "header",
                        Page.header(data, sections, footnotes),
                        "sections",
                        Page.sections(data, sections, footnotes),
                        "data",
                        Charts.json(sections, footnotes),
                        "echarts",
                        charts,
                        "script",
                        script));
    }

    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
