/// What a forward pass is made of: operators with shapes, and the arithmetic and memory traffic each one implies.
///
/// Start with [Operator][org.unmask.core.op.Operator] and [Work][org.unmask.core.op.Work]. This package knows
/// nothing of models, strategies, hardware or kernels.
package org.unmask.core.op;
