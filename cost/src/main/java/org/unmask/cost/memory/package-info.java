/// How much memory a generation needs and the largest batch that fits:
/// [MemoryEstimate][org.unmask.cost.memory.MemoryEstimate].
package org.unmask.cost.memory;
