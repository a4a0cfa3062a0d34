package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowSizeTest {
    /// The usual terminal has 80 columns and 24 rows, as the VT100 had. `script` and `docker run -t` make terminals without rows.
    @ParameterizedTest
    @CsvSource({"132, 43, 132, 43", "60, 0, 60, 24", "0, 50, 80, 50", "0, 0, 80, 24"})
    void whatATerminalDoesNotSayIsAsUsual(int columns, int rows, int assumedColumns, int assumedRows) {
        assertThat(WindowSize.said(columns, rows)).isEqualTo(new WindowSize(assumedColumns, assumedRows));
    }
}
