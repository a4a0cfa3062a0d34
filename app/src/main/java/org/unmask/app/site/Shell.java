package org.unmask.app.site;

import java.util.List;
import org.unmask.report.page.Html;

/// The frame of every page: title, style, ways to the other pages.
final class Shell {
    /// A page of the site.
    ///
    /// @param file  its name in the folder
    /// @param name  in the navigation
    record Entry(String file, String name) {}

    static final List<Entry> PAGES = List.of(
            new Entry("index.html", "Unmask"),
            new Entry("gallery.html", "Gallery"),
            new Entry("figures.html", "Figures"),
            new Entry("claims.html", "Claims"),
            new Entry("audit.html", "Audit"),
            new Entry("commands.html", "Commands"),
            new Entry("schemas.html", "Schemas"),
            new Entry("method.html", "Method"));

    private Shell() {}

    /// A whole page.
    ///
    /// @param file  which of [#PAGES] it is
    /// @param title  in the window
    /// @param body  markup
    static String page(String file, String title, String body) {
        Html html = new Html();
        html.open("html", "lang", "en")
                .open("head")
                .open("meta", "charset", "utf-8")
                .open(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'self'; img-src 'self'")
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .open("meta", "name", "color-scheme", "content", "light dark")
                .open("meta", "name", "generator", "content", "Unmask")
                .element("title", title)
                .open("link", "rel", "icon", "href", "icon.svg")
                .open("link", "rel", "stylesheet", "href", "page.css")
                .open("link", "rel", "stylesheet", "href", "site.css")
                .close("head")
                .line();
        html.open("body", "class", "site")
                .element("a", "Skip to the page", "class", "skip", "href", "#page")
                .open("header", "class", "top")
                .open("nav", "aria-label", "pages");
        for (Entry entry : PAGES) {
            if (entry.file().equals(file)) {
                html.element("a", entry.name(), "href", entry.file(), "aria-current", "page");
            } else {
                html.element("a", entry.name(), "href", entry.file());
            }
        }
        html.close("nav").close("header").line();
        return "<!DOCTYPE html>\n" + html + "<main id=\"page\">\n" + body + "</main>\n</body>\n</html>\n";
    }
}
