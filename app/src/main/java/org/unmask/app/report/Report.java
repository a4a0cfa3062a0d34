package org.unmask.app.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the page.
public final class Report {
    private Report() {}

    /// @throws IOException if the file cannot be written, or a library the page needs is missing
    public static void write(ReportData data, Path file) throws IOException {
        Files.writeString(file, html(data));
    }

    /// The whole page; it needs nothing from the network.
    ///
    /// @throws IOException if a library the page needs is missing
    public static String html(ReportData data) throws IOException {
        throw new IOException("no page for '" + data.title() + "' yet");
    }
}
