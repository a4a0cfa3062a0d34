/// A generation on the terminal: the canvas while masks turn into tokens.
///
/// [Canvas][org.unmask.app.terminal.Canvas] gathers what passes decided, [Painter][org.unmask.app.terminal.Painter] lays a
/// [Scene][org.unmask.app.terminal.Scene] out as lines, [Screen][org.unmask.app.terminal.Screen] redraws them in place. Only the
/// last knows of a terminal, and only the first of the engine: the decisions that it shows.
package org.unmask.app.terminal;
