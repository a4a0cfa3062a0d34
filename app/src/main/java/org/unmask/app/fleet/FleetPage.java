package org.unmask.app.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.unmask.input.JsonFile;
import org.unmask.report.page.Report;
import org.unmask.report.page.ReportData;

/// A page about fleets.
public final class FleetPage {
    private FleetPage() {}

    /// Writes the page.
    ///
    /// @param json  what `fleet --format json` prints
    /// @param traffic  in words
    /// @throws IOException if the file cannot be written
    public static void write(String json, String traffic, Path file) throws IOException {
        Report.write(
                new ReportData(
                        "Fleets under traffic",
                        "For " + traffic + ".",
                        Instant.now(),
                        List.of(),
                        FleetFile.part(JsonFile.parse("fleets", json.getBytes(StandardCharsets.UTF_8)))),
                file);
    }
}
