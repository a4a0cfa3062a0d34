/// What a generation cost, pass by pass and operator by operator, whether predicted or measured.
///
/// A [Timeline][org.unmask.core.timeline.Timeline] of assumed passes is a prediction; one of recorded passes,
/// priced, is a replay; the same passes with the seconds of a clock are a measurement. A
/// [Comparison][org.unmask.core.timeline.Comparison] of them tells a wrong number of passes from a wrong cost.
package org.unmask.core.timeline;
