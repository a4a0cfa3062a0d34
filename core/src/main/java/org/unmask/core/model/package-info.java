/// Model shapes and their lowering to programs.
///
/// [Architecture][org.unmask.core.model.Architecture] holds the sizes, [Model][org.unmask.core.model.Model] adds
/// how a model is used, [Lowering][org.unmask.core.model.Lowering] turns a pass into operators. Nothing here knows
/// hardware or kernels.
package org.unmask.core.model;
