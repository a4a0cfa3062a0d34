/// A generation on the terminal: the canvas while masks turn into tokens.
///
/// [Canvas][org.unmask.app.live.Canvas] gathers what passes decided, [Painter][org.unmask.app.live.Painter] lays a
/// [Scene][org.unmask.app.live.Scene] out as lines, [Screen][org.unmask.app.live.Screen] redraws them in place. Only the
/// last knows of a terminal, and none of them of the engine's work.
package org.unmask.app.live;
