package org.unmask.report;

import java.util.List;
import java.util.Optional;

/// One numbered section of a page: a drawing with its numbers, or numbers alone.
///
/// The interface is open: a page, a file of results and a browser show whatever implements it.
public interface Figure {
    /// The anchor in the page and the name of the files: lower-case letters, digits and hyphens.
    String id();

    /// What is drawn.
    String title();

    /// What the numbers say, at most once per device: the headings. Without one, the title is the heading.
    default List<Finding> findings() {
        return List.of();
    }

    /// One or two sentences on how to read it; may be empty.
    String intro();

    /// Whether there is nothing to show. A page leaves such a figure out.
    boolean isEmpty();

    /// The numbers.
    Table table();

    /// All tables, in order: the one, unless a figure has more.
    default List<Sheet> sheets() {
        return List.of(new Sheet(id(), table()));
    }

    /// The drawing; empty if the tables are all there is.
    default Optional<Chart> chart() {
        return Optional.empty();
    }

    /// Whether the tables stand open above the drawing. Otherwise they are folded away below it.
    default boolean opensWithTables() {
        return false;
    }

    /// The lines below the drawing: sources and, if need be, a key.
    Caption caption();

    /// A table and the name of the file it is saved as, without its ending.
    record Sheet(String name, Table table) {}
}
