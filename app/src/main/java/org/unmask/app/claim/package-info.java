/// What two papers claim, checked: by predictions, by runs on this machine, and by times that others published.
///
/// Start with [Claims][org.unmask.app.claim.Claims]. A verdict is derived from numbers alone; nothing here is an
/// opinion.
package org.unmask.app.claim;
