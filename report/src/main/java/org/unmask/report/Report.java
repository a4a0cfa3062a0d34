package org.unmask.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Writes the page.
public final class Report {
    private Report() {}

    /// Writes a report as one HTML file.
    ///
    /// @throws IOException if the file cannot be written, or a library the page needs is missing
    public static void write(ReportData data, Path file) throws IOException {
        Files.writeString(file, html(data));
    }

    /// The whole page; it needs nothing from the network.
    ///
    /// @throws IOException if a library the page needs is missing
    public static String html(ReportData data) throws IOException {
        return html(data, Assets.load());
    }

    /// The table of a figure, as the page saves it.
    public static String csv(LineFigure figure) {
        return Csv.of(Tables.table(figure));
    }

    /// The table, as the page saves it.
    public static String csv(Asymptotics asymptotics) {
        return Csv.of(Tables.table(asymptotics));
    }

    /// The page allows itself only the two scripts it was written with, by their hashes: text from a file could not
    /// run even if it got past the escaping.
    static String html(ReportData data, Assets assets) {
        List<Section> sections =
                data.sections().stream().filter(section -> !section.isEmpty()).toList();
        String charts = "\n" + assets.echarts().strip() + "\n";
        String script = "\n" + assets.script();
        return assets.template()
                .fill(Map.of(
                        "hashes",
                        hash(charts) + " " + hash(script),
                        "title",
                        Html.escape(data.title()),
                        "style",
                        "\n" + assets.style(),
                        "header",
                        Page.header(data, sections),
                        "sections",
                        Page.sections(sections),
                        "data",
                        Charts.json(sections),
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
