/// What people choose of a prediction, in the words of the command line: lists of lengths, strategies, element types,
/// numbers of devices, names. The command line and the explorer read them here, with the same errors.
///
/// Start with [Settings][org.unmask.catalog.choice.Settings], which makes scenarios of names, and
/// [Generations][org.unmask.catalog.choice.Generations], which makes requests of numbers. Nothing here knows options,
/// sockets or the engine.
package org.unmask.catalog.choice;
