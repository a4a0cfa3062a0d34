package org.unmask.engine.spi;

import java.lang.foreign.MemorySegment;

/// Cached keys and values of one sequence in one layer: each float32 `[positions x keyWidth]`, row-major, indexed
/// by position.
///
/// @param first  the first key there is to see: what lies before it is padding
public record KeyValue(MemorySegment keys, MemorySegment values, int first) {}
