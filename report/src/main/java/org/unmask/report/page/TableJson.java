package org.unmask.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.report.Chart;
import org.unmask.report.Numbers;
import org.unmask.report.Table;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A table as the scripts of the page read it, column by column. Texts that repeat are written once.
///
/// ```json
/// {"columns": [{"name": "device", "shape": "text", "words": ["a6000"], "cells": [0, 0]},
///   {"name": "time", "unit": "s", "shape": "number", "shown": "ms", "factor": 1000, "decimals": 1, "cells": [0.0123, null]}]}
/// ```
/// A cell of a column of numbers is a number, `null`, a text, or a range of two numbers.
final class TableJson {
    private TableJson() {}

    static ObjectNode of(Table table) {
        ObjectNode node = Chart.node();
        ArrayNode columns = node.putArray("columns");
        for (int i = 0; i < table.columns().size(); i++) {
            int index = i;
            List<Table.Cell> cells =
                    table.rows().stream().map(row -> row.get(index)).toList();
            columns.add(column(table.columns().get(i), TableStyle.of(table, i), cells));
        }
        return node;
    }

    private static ObjectNode column(Table.Column column, TableStyle style, List<Table.Cell> cells) {
        ObjectNode node = Chart.node()
                .put("name", column.name())
                .put("shape", column.shape().name().toLowerCase(Locale.ROOT));
        if (column.numeric()) {
            node.put("unit", column.unit())
                    .put("shown", style.unit().text())
                    .put("factor", style.unit().factor())
                    .put("decimals", style.decimals());
            ArrayNode array = node.putArray("cells");
            cells.forEach(cell -> add(array, cell));
        } else {
            words(node, cells);
        }
        return node;
    }

    private static void words(ObjectNode node, List<Table.Cell> cells) {
        Map<String, Integer> words = new LinkedHashMap<>();
        ArrayNode array = node.arrayNode();
        for (Table.Cell cell : cells) {
            array.add(words.computeIfAbsent(TableHtml.shown(cell, TableStyle.TEXT), _ -> words.size()));
        }
        ArrayNode texts = node.putArray("words");
        words.keySet().forEach(texts::add);
        node.set("cells", array);
    }

    private static void add(ArrayNode array, Table.Cell cell) {
        switch (cell) {
            case Table.Text(String text) -> {
                if (text.isEmpty()) {
                    array.addNull();
                } else {
                    array.add(text);
                }
            }
            case Table.Amount(double number) -> Numbers.add(array, number);
            case Table.Range(double low, double high) -> {
                ArrayNode range = array.addArray();
                Numbers.add(range, low);
                Numbers.add(range, high);
            }
        }
    }
}
