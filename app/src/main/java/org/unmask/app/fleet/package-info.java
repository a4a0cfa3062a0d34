/// Plans of fleets: requests from files, how much faster a diffusion model must be, and how plans are printed and drawn.
///
/// Start with [PlanFormats][org.unmask.app.fleet.PlanFormats].
package org.unmask.app.fleet;
