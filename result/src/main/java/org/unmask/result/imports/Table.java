package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unmask.input.Fields;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/// Tables that programs write: with commas, with bars as in Markdown, or as statements of SQL. A row becomes an object; an empty cell is a key
/// that is missing, and a cell that looks like a number is one.
final class Table {
    private static final CsvMapper CSV = new CsvMapper();
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]\\d+)?");
    private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(,\\d{3})+(\\.\\d+)?");
    private static final Pattern NO_NUMBER = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
    private static final String INSERT = "INSERT INTO ";
    private static final Pattern INSERTED =
            Pattern.compile("INSERT INTO \\w+ \\(([\\w, ]+)\\) VALUES \\('(.*)'\\);\\s*");
    private static final Pattern RULE = Pattern.compile("\\|[\\s|:-]+\\|?");

    private Table() {}

    /// The names of the columns of a table with commas.
    static List<String> names(String csv) {
        return Stream.of(csv.lines().findFirst().orElse("").split(",", -1))
                .map(name -> name.strip().replaceAll("^\"|\"$", ""))
                .toList();
    }

    /// The rows of a table with commas.
    ///
    /// @param file  named in errors
    static List<Fields> rows(String file, String csv) throws IOException {
        List<Fields> rows = new ArrayList<>();
        try (MappingIterator<Map<String, String>> all = CSV.readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(csv)) {
            while (all.hasNext()) {
                rows.add(row(file + " row " + (rows.size() + 1), all.next()));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            String message = ParserMessage.plain(String.valueOf(e.getMessage()));
            throw new IOException(file + " row " + (rows.size() + 1) + ": not a table: " + message, e);
        }
        if (rows.isEmpty()) {
            throw new IOException(file + ": a table without rows");
        }
        return rows;
    }

    /// The cells of a table with commas, line by line, its headings among them.
    ///
    /// @param file  named in errors
    static List<List<String>> lines(String file, String csv) throws IOException {
        try (MappingIterator<List<String>> all = CSV.readerForListOf(String.class)
                .with(CsvReadFeature.WRAP_AS_ARRAY)
                .readValues(csv)) {
            return all.readAll();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + ": not a table: " + ParserMessage.plain(String.valueOf(e.getMessage())), e);
        }
    }

    /// Whether there is a statement that inserts a row, and the first names some columns.
    static boolean inserts(String text, List<String> names) {
        return text.lines()
                .filter(line -> line.startsWith(INSERT))
                .findFirst()
                .map(INSERTED::matcher)
                .filter(Matcher::matches)
                .filter(insert -> List.of(insert.group(1).split(", ")).containsAll(names))
                .isPresent();
    }

    /// The rows that statements of SQL insert, one a line. Values stand in quotes, and quotes within them are not doubled.
    static List<Fields> inserted(String file, String text) throws IOException {
        List<Fields> rows = new ArrayList<>();
        for (String line : text.lines().filter(each -> each.startsWith(INSERT)).toList()) {
            String place = file + " row " + (rows.size() + 1);
            Matcher insert = INSERTED.matcher(line);
            if (!insert.matches()) {
                throw new IOException(place + ": expected INSERT INTO name (columns) VALUES ('values');");
            }
            List<String> columns = List.of(insert.group(1).split(", "));
            List<String> values = List.of(insert.group(2).split("', '", -1));
            rows.add(row(place, byName(file, rows.size() + 1, columns, values)));
        }
        return rows;
    }

    /// Whether there is a table with bars whose heading has some names.
    static boolean hasBars(String text, List<String> names) {
        return text.lines().map(line -> cells(line.strip())).anyMatch(cells -> cells.containsAll(names));
    }

    /// A table with bars, and what stands around it.
    ///
    /// @param before  lines between the table before and this one
    /// @param after  lines between its heading and the next table of its kind, its rows among them
    record Bars(String before, List<Fields> rows, String after) {}

    /// Every table with bars whose heading has some names. Lines of a log may stand between rows; tables with other
    /// headings are left out.
    static List<Bars> barred(String file, String text, List<String> names) throws IOException {
        List<String> lines = text.lines().map(String::strip).toList();
        List<Bars> tables = new ArrayList<>();
        int number = 0;
        int last = 0;
        for (int at = heading(lines, 0, names); at < lines.size(); ) {
            int end = heading(lines, at + 1, names);
            List<Fields> rows = new ArrayList<>();
            for (String line : ownRows(lines.subList(at + 1, end))) {
                number++;
                rows.add(row(file + " row " + number, byName(file, number, cells(lines.get(at)), cells(line))));
            }
            tables.add(new Bars(joined(lines, last, at), rows, joined(lines, at + 1, end)));
            last = at + 1;
            at = end;
        }
        return tables;
    }

    private static String joined(List<String> lines, int from, int to) {
        return String.join("\n", lines.subList(from, to));
    }

    /// The next line that is such a heading; the number of lines if there is none.
    private static int heading(List<String> lines, int from, List<String> names) {
        int at = from;
        while (at < lines.size() && !cells(lines.get(at)).containsAll(names)) {
            at++;
        }
        return at;
    }

    /// Rows up to the heading of another table, which a rule follows.
    private static List<String> ownRows(List<String> lines) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean isRow = lines.get(i).startsWith("|") && !isRule(lines.get(i));
            if (isRow && i + 1 < lines.size() && isRule(lines.get(i + 1))) {
                break;
            }
            if (isRow) {
                rows.add(lines.get(i));
            }
        }
        return rows;
    }

    private static boolean isRule(String line) {
        return RULE.matcher(line).matches();
    }

    private static Map<String, String> byName(String file, int number, List<String> heading, List<String> cells)
            throws IOException {
        if (cells.size() != heading.size()) {
            throw new IOException(file + " row " + number + ": " + cells.size() + " cells; expected " + heading.size());
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            row.put(heading.get(i), cells.get(i));
        }
        return row;
    }

    private static List<String> cells(String line) {
        return line.startsWith("|")
                ? Stream.of(line.substring(1).replaceFirst("\\|$", "").split("\\|", -1))
                        .map(String::strip)
                        .toList()
                : List.of();
    }

    private static Fields row(String place, Map<String, String> cells) throws IOException {
        ObjectNode row = JsonMapper.shared().createObjectNode();
        cells.forEach((name, cell) -> put(row, name, cell == null ? "" : cell.strip()));
        return Fields.of(place, row);
    }

    private static double notFinite(String cell) {
        if (cell.toLowerCase(Locale.ROOT).endsWith("nan")) {
            return Double.NaN;
        }
        return cell.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /// Spreadsheets and programs for people group digits: `1,200.50`.
    private static void put(ObjectNode row, String name, String shown) {
        String cell = GROUPED.matcher(shown).matches() ? shown.replace(",", "") : shown;
        if (name.isEmpty()) {
            // Programs in Python count rows in a column without a name.
            return;
        }
        if (cell.equals("True") || cell.equals("False")) {
            row.put(name, cell.equals("True"));
        } else if (NO_NUMBER.matcher(cell).matches()) {
            row.put(name, notFinite(cell));
        } else if (!NUMBER.matcher(cell).matches()) {
            if (!cell.isEmpty()) {
                row.put(name, cell);
            }
        } else if (cell.matches("[+-]?\\d{1,9}")) {
            row.put(name, Integer.parseInt(cell));
        } else if (cell.matches("[+-]?\\d{1,18}")) {
            row.put(name, Long.parseLong(cell));
        } else {
            row.put(name, Double.parseDouble(cell));
        }
    }
}
