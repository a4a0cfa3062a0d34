/// The terminal and the two streams of the process: what stands there while work goes on, and what is left when it ends.
///
/// Progress of long work is a bar, or lines where there is no terminal. A generation is a [View][org.unmask.app.terminal.View]:
/// [Canvas][org.unmask.app.terminal.Canvas] gathers what passes decided, [Painter][org.unmask.app.terminal.Painter] lays a
/// [Scene][org.unmask.app.terminal.Scene] out as lines, [Screen][org.unmask.app.terminal.Screen] redraws them in place. An
/// [Interruption][org.unmask.app.terminal.Interruption] says what to do at last when a signal ends the process. Nothing here
/// knows of commands and their options.
package org.unmask.app.terminal;
