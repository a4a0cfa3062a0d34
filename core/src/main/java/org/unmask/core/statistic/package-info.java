/// What counts say, and how surely.
///
/// Start with [Proportion][org.unmask.core.statistic.Proportion].
package org.unmask.core.statistic;
