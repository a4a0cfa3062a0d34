package org.unmask.web.load;

import java.util.OptionalInt;

/// A piece of an answer: text, or tokens behind it that are none.
///
/// @param at  when it came, in nanoseconds of the clock
/// @param tokens  that it brought; empty if nobody counts them
public record Chunk(long at, OptionalInt tokens) {}
