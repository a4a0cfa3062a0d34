package org.unmask.app.study;

import java.nio.file.Path;

/// Files of a study in its output folder.
///
/// @param study  a copy of its file
/// @param results  JSON lines, one per finished run
/// @param report  the page
/// @param predictions  every prediction as CSV
/// @param device  the roofs of this machine, in catalogue format
/// @param frontier  what `frontier --format json` printed, if somebody has put it there
/// @param fleet  what `fleet --format json` printed, if somebody has put it there
/// @param imports  what other programs measured, if the report shows it
public record Outputs(
        Path folder,
        Path study,
        Path results,
        Path report,
        Path predictions,
        Path device,
        Path frontier,
        Path fleet,
        Path imports) {
    /// The table of a figure as CSV.
    ///
    /// @param id  of the figure
    public Path table(String id) {
        return folder.resolve(id + ".csv");
    }

    /// The files in a folder.
    public static Outputs in(Path folder) {
        return new Outputs(
                folder,
                folder.resolve("study.yaml"),
                folder.resolve("results.jsonl"),
                folder.resolve("report.html"),
                folder.resolve("predictions.csv"),
                folder.resolve("this-machine.json"),
                folder.resolve("frontier.json"),
                folder.resolve("fleet.json"),
                folder.resolve("imports.jsonl"));
    }
}
