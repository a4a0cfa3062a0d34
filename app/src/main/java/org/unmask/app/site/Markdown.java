package org.unmask.app.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unmask.report.page.Html;

/// The Markdown of our own documents as markup: headings, paragraphs, lists, tables, code, bold, links and
/// pictures. Everything else stands as it is, escaped.
final class Markdown {
    private static final Pattern INLINE = Pattern.compile(
            "`(?<code>[^`]+)`|!\\[(?<alt>[^]]*)]\\((?<picture>[^)\\s]+)\\)|\\[(?<text>[^]]+)]\\((?<link>[^)\\s]+)\\)"
                    + "|\\*\\*(?<bold>[^*]+)\\*\\*|\\*(?<slant>[^*\\s][^*]*)\\*");
    private static final Pattern ITEM = Pattern.compile("( *)(?:[-*]|\\d+\\.) (.*)");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->");
    private static final int INDENT = 4;

    private final List<String> lines;
    private final UnaryOperator<String> links;
    private final Html html = new Html();
    private int at;

    private Markdown(String text, UnaryOperator<String> links) {
        this.lines = COMMENT.matcher(text).replaceAll("").lines().toList();
        this.links = links;
    }

    /// The markup of a text.
    ///
    /// @param links  an address of a link or a picture, as the page has it; an empty one makes the link plain text
    static String html(String text, UnaryOperator<String> links) {
        Markdown markdown = new Markdown(text, links);
        while (markdown.at < markdown.lines.size()) {
            markdown.block();
        }
        return markdown.html.toString();
    }

    private String line() {
        return lines.get(at);
    }

    private void block() {
        String line = line();
        if (line.isBlank()) {
            at++;
        } else if (line.startsWith("```")) {
            code();
        } else if (line.startsWith("#")) {
            heading(line);
        } else if (line.startsWith("|")) {
            table();
        } else if (ITEM.matcher(line).matches()) {
            list();
        } else if (line.startsWith(" ".repeat(INDENT))) {
            indented();
        } else {
            html.open("p");
            inline(paragraph());
            html.close("p").line();
        }
    }

    private void code() {
        StringBuilder text = new StringBuilder();
        for (at++; at < lines.size() && !line().startsWith("```"); at++) {
            text.append(line()).append('\n');
        }
        at++;
        html.element("pre", text.toString(), "tabindex", "0").line();
    }

    private void indented() {
        StringBuilder text = new StringBuilder();
        for (; at < lines.size() && line().startsWith(" ".repeat(INDENT)); at++) {
            text.append(line().substring(INDENT)).append('\n');
        }
        html.element("pre", text.toString(), "tabindex", "0").line();
    }

    private void heading(String line) {
        int level = line.indexOf(' ');
        String words = line.substring(level + 1).strip();
        html.open("h" + level, "id", anchor(words));
        inline(words);
        html.close("h" + level).line();
        at++;
    }

    /// The name of a heading in addresses, as code hosts make it.
    static String anchor(String words) {
        return words.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} -]", "")
                .replace(' ', '-');
    }

    private void table() {
        List<List<String>> rows = new ArrayList<>();
        for (; at < lines.size() && line().startsWith("|"); at++) {
            rows.add(cells(line()));
        }
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "table")
                .open("table")
                .open("thead");
        row(rows.getFirst(), "th");
        html.close("thead").open("tbody");
        rows.stream().skip(1).filter(row -> !row.getFirst().matches(":?-+:?")).forEach(row -> row(row, "td"));
        html.close("tbody").close("table").close("div").line();
    }

    private static List<String> cells(String line) {
        String inner = line.strip().replaceAll("^\\||\\|$", "");
        List<String> cells = new ArrayList<>();
        for (String cell : inner.split("(?<!\\\\)\\|", -1)) {
            cells.add(cell.strip().replace("\\|", "|"));
        }
        return cells;
    }

    private void row(List<String> cells, String tag) {
        html.open("tr");
        for (String cell : cells) {
            html.open(tag);
            inline(cell);
            html.close(tag);
        }
        html.close("tr");
    }

    private void list() {
        Matcher first = ITEM.matcher(line());
        boolean ordered = line().strip().matches("\\d.*");
        int depth = first.matches() ? first.group(1).length() : 0;
        html.open(ordered ? "ol" : "ul");
        while (at < lines.size()) {
            Matcher item = ITEM.matcher(line());
            if (!item.matches() || item.group(1).length() != depth) {
                break;
            }
            html.open("li");
            StringBuilder words = new StringBuilder(item.group(2));
            for (at++; at < lines.size() && continues(depth); at++) {
                words.append(' ').append(line().strip());
            }
            inline(words.toString());
            if (at < lines.size() && isNested(depth)) {
                list();
            }
            html.close("li");
        }
        html.close(ordered ? "ol" : "ul").line();
    }

    private boolean continues(int depth) {
        return line().startsWith(" ".repeat(depth + 1))
                && !line().isBlank()
                && !ITEM.matcher(line()).matches();
    }

    private boolean isNested(int depth) {
        Matcher item = ITEM.matcher(line());
        return item.matches() && item.group(1).length() > depth;
    }

    private String paragraph() {
        StringBuilder words = new StringBuilder();
        for (; at < lines.size() && !line().isBlank() && !startsBlock(line()); at++) {
            words.append(words.isEmpty() ? "" : " ").append(line().strip());
        }
        return words.toString();
    }

    private static boolean startsBlock(String line) {
        return line.startsWith("```") || line.startsWith("#") || line.startsWith("|") || line.startsWith("- ");
    }

    private void inline(String words) {
        Matcher found = INLINE.matcher(words);
        int from = 0;
        while (found.find()) {
            html.text(words.substring(from, found.start()));
            marked(found);
            from = found.end();
        }
        html.text(words.substring(from));
    }

    private void marked(Matcher found) {
        if (found.group("code") != null) {
            html.element("code", found.group("code"));
        } else if (found.group("picture") != null) {
            picture(found.group("alt"), found.group("picture"));
        } else if (found.group("link") != null) {
            link(found.group("text"), found.group("link"));
        } else if (found.group("bold") != null) {
            html.open("strong");
            inline(found.group("bold"));
            html.close("strong");
        } else {
            html.element("em", found.group("slant"));
        }
    }

    private void picture(String alt, String address) {
        String target = links.apply(address);
        if (!target.isEmpty()) {
            html.open("img", "src", target, "alt", alt);
        }
    }

    private void link(String text, String address) {
        String target = links.apply(address);
        if (target.isEmpty()) {
            inline(text);
        } else {
            html.open("a", "href", target);
            inline(text);
            html.close("a");
        }
    }
}
