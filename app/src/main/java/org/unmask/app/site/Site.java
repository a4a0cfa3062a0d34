package org.unmask.app.site;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.unmask.app.claim.Checked;
import org.unmask.app.claim.Claims;
import org.unmask.app.study.StudyRunner;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.Progress;
import org.unmask.input.NewFile;
import org.unmask.report.page.Look;
import org.unmask.result.Results;
import picocli.CommandLine;

/// The pages of the site, made from the program, its catalogue and its documents.
public final class Site {
    private final Catalog catalog;
    private final Path home;
    private final Progress.Factory progress;

    /// A site of a program.
    ///
    /// @param home  the folder of the program, where `docs/` is
    public Site(Catalog catalog, Path home, Progress.Factory progress) {
        this.catalog = catalog;
        this.home = home;
        this.progress = progress;
    }

    /// Writes every page into a folder, which is made if it is not there.
    ///
    /// @param commands  the command line with all commands
    /// @throws IOException if a document or a file of the catalogue cannot be read, or a page cannot be written
    public void write(Path out, CommandLine commands) throws IOException {
        Files.createDirectories(out);
        Answers answers = new Answers(catalog);
        Path runs = home.resolve("docs/claims/measured.jsonl");
        Optional<Results> measured = Files.isRegularFile(runs) ? Optional.of(Results.read(runs)) : Optional.empty();
        List<Checked> claims = Claims.check(catalog, measured);
        page(out, "index.html", "Unmask: diffusion or autoregression?", HomePage.body(answers, claims));
        page(out, "gallery.html", "Gallery: Unmask", GalleryPage.body(answers));
        page(out, "claims.html", "Claims: Unmask", ClaimsPage.body(claims, machine(measured)));
        page(out, "audit.html", "Audit: Unmask", AuditPage.body(catalog));
        page(out, "commands.html", "Commands: Unmask", CommandsPage.body(commands));
        schemas(out);
        page(out, "method.html", "Method: Unmask", method());
        StudyRunner runner = new StudyRunner(catalog, home, progress, _ -> {});
        page(out, "figures.html", "Figures: Unmask", new FiguresPage(home.resolve("docs/figures"), out, runner).body());
        NewFile.text(out.resolve("page.css"), Look.style());
        NewFile.bytes(out.resolve("site.css"), own("site.css"));
        NewFile.bytes(out.resolve("icon.svg"), own("icon.svg"));
    }

    private static void page(Path out, String file, String title, String body) throws IOException {
        NewFile.text(out.resolve(file), Shell.page(file, title, body));
    }

    /// The page of the schemas, and the schemas beside it.
    private void schemas(Path out) throws IOException {
        Path schemas = home.resolve("docs/schema");
        page(out, "schemas.html", "Schemas: Unmask", SchemasPage.body(schemas));
        Path copies = Files.createDirectories(out.resolve("schema"));
        for (Path schema : SchemasPage.files(schemas).values()) {
            NewFile.text(copies.resolve(schema.getFileName()), Files.readString(schema));
        }
    }

    private static String machine(Optional<Results> measured) {
        return measured.flatMap(results -> results.runs().stream().findFirst())
                .flatMap(run -> run.setting().machine().name())
                .orElse("a machine that has not been measured yet");
    }

    private String method() throws IOException {
        return Markdown.html(
                Files.readString(home.resolve("docs/method.md")),
                address -> address.startsWith("https://") || address.startsWith("#") ? address : "");
    }

    private static byte[] own(String name) throws IOException {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + name + " for " + Site.class.getName());
            }
            return in.readAllBytes();
        }
    }
}
