/// Times of operators as a clock saw them on one machine, and what they say of operators that were not timed.
///
/// [MachineTimings][org.unmask.cost.timing.MachineTimings] hold a table for each backend and element type. A table finds
/// an operator by its [shape][org.unmask.cost.timing.OperatorShape] and interpolates in the operator's own coordinates:
/// rows, or sequences, queries and keys of attention.
package org.unmask.cost.timing;
