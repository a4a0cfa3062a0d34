/// Finds which settings give the most accuracy for their speed, without answering every problem under every
/// setting.
///
/// Start with [Race][org.unmask.run.frontier.Race]; [Trials][org.unmask.run.frontier.Trials] answers for it, so
/// that a race needs no model, and [Front][org.unmask.run.frontier.Front] is what comes out at a batch.
package org.unmask.run.frontier;
