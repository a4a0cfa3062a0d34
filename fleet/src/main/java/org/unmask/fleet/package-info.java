/// Replicas of a model under traffic: what requests wait for, and what a fleet costs.
///
/// Start with [Simulation][org.unmask.fleet.Simulation], which plays traffic on a [Fleet][org.unmask.fleet.Fleet], and with
/// [PricedService][org.unmask.fleet.PricedService], which says what passes take. A [Script][org.unmask.fleet.Script] holds the
/// passes of one request; replicas put parts of several scripts into one pass.
///
/// Nothing here reads a clock, a file or a socket: equal inputs and seeds give equal results.
package org.unmask.fleet;
