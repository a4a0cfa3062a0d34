/// The native backend: products of integers in C, compiled when the program is built, with weights packed once.
///
/// Start with `NativeBackend`, then `NativeKernels`. `Library` finds and loads what was compiled, `Products` names its functions,
/// `Stripes` packs weights for them. Everything but these products is done by the vector backend. Knows operators' shapes, never
/// models, strategies or prices.
package org.unmask.engine.c;
