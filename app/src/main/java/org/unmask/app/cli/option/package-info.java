/// Groups of options that several commands share, and what their values mean together.
///
/// A group knows nothing of commands. Start with [Axes][org.unmask.app.cli.option.Axes], the cross product of predictions.
package org.unmask.app.cli.option;
