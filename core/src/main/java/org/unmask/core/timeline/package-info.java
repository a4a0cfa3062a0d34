/// What a generation cost, pass by pass and operator by operator, whether predicted or measured.
///
/// A [Timeline][org.unmask.core.timeline.Timeline] of assumed passes is a prediction; one of recorded passes,
/// priced, is a replay; one filled in by the engine is a measurement. Comparing them tells a wrong number of passes
/// from a wrong cost.
package org.unmask.core.timeline;
