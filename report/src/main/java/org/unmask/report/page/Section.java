package org.unmask.report.page;

import java.util.Optional;
import org.unmask.report.Chart;
import org.unmask.report.Figure;

/// A figure in its place on the page.
///
/// @param number  from 1
/// @param chart  that of the figure
record Section(int number, Figure figure, Optional<Chart> chart) {
    static Section of(int number, Figure figure) {
        return new Section(number, figure, figure.chart());
    }
}
