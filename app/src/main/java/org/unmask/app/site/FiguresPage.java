package org.unmask.app.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.app.study.Outputs;
import org.unmask.app.study.StudyFile;
import org.unmask.app.study.StudyRunner;
import org.unmask.report.page.Html;

/// Shows the figures of the papers: the text of their folders, and a report of each that is made anew.
final class FiguresPage {
    /// Where they are on the site.
    static final String FOLDER = "figures";

    private static final String READ_ME = "README.md";
    private static final String STUDY = "study.yaml";

    private final Path source;
    private final Path out;
    private final StudyRunner runner;

    /// @param source  folder with a folder for each figure
    /// @param out  folder of the site
    FiguresPage(Path source, Path out, StudyRunner runner) {
        this.source = source;
        this.out = out;
        this.runner = runner;
    }

    String body() throws IOException {
        Html html = new Html();
        html.element("h1", "The figures of two papers").line();
        html.open("p", "class", "intro")
                .text(
                        "Kim et al., 2025, arXiv 2510.04146, and Peng et al., 2025, arXiv 2510.18480: redrawn from the cost model. ")
                .text("Each has an interactive page with its data as CSV, SVG and PNG.")
                .close("p")
                .line();
        StringBuilder page = new StringBuilder(html.toString());
        for (String name : names()) {
            page.append(figure(name));
        }
        return page.toString();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(source)) {
            return folders.filter(folder ->
                            Files.isRegularFile(folder.resolve(READ_ME)) && Files.isRegularFile(folder.resolve(STUDY)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private String figure(String name) throws IOException {
        Path folder = source.resolve(name);
        Path target = Files.createDirectories(out.resolve(FOLDER).resolve(name));
        report(folder.resolve(STUDY), target);
        pictures(folder, target);
        String text = Files.readString(folder.resolve(READ_ME));
        int end = text.indexOf('\n');
        Html html = new Html();
        html.open("section", "class", "figure", "id", name)
                .element("h2", text.substring(0, end).replaceFirst("^# ", ""))
                .open("p")
                .element("a", "Open as an interactive page", "href", FOLDER + "/" + name + "/report.html")
                .close("p")
                .line();
        return html + Markdown.html(text.substring(end), address -> link(name, address)) + "</section>\n";
    }

    private void report(Path study, Path target) throws IOException {
        Outputs outputs = Outputs.in(target);
        runner.run(StudyFile.read(study), outputs);
        Files.deleteIfExists(outputs.results());
    }

    private static void pictures(Path folder, Path target) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".png")).toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /// Where an address in the text of a figure is on the site; empty if nowhere.
    static String link(String name, String address) {
        if (address.startsWith("https://") || address.startsWith("#")) {
            return address;
        }
        if (address.startsWith("../../method.md")) {
            return "method.html" + address.substring("../../method.md".length());
        }
        if (address.startsWith("../") && address.endsWith("/" + READ_ME)) {
            return "#" + address.substring("../".length(), address.length() - READ_ME.length() - 1);
        }
        return address.endsWith(".png") ? FOLDER + "/" + name + "/" + address : "";
    }
}
