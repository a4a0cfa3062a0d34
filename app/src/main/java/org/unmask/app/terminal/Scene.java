package org.unmask.app.terminal;

import java.util.List;

/// A generation after a pass: all it takes to draw it.
///
/// @param prompt  its text
/// @param cells  the generated positions, from the first
/// @param borders  cells at which a block begins, ascending, without the first cell
/// @param active  the cells in which the pass could commit
/// @param maskWidth  columns of a mask, about those of a token, so that text moves little when masks turn into tokens
public record Scene(
        String prompt, List<Cell> cells, List<Integer> borders, Range active, int maskWidth, Status status) {
    public Scene {
        cells = List.copyOf(cells);
        borders = List.copyOf(borders);
        if (maskWidth < 1) {
            throw new IllegalArgumentException("bad scene: mask width=" + maskWidth);
        }
    }

    /// Cells `[start, end)`.
    public record Range(int start, int end) {
        boolean contains(int cell) {
            return start <= cell && cell < end;
        }
    }
}
