/// Cross products of predictions of any size, as a grid whose points are made when asked for.
///
/// Start with [Grid][org.unmask.cost.sweep.Grid].
package org.unmask.cost.sweep;
