/// Time from work: an operator takes as long as its arithmetic or its traffic, whichever is longer
/// (Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009).
///
/// Start with [Pricer][org.unmask.cost.roofline.Pricer].
package org.unmask.cost.roofline;
