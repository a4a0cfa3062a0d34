/// Kernel cases for the tests and benchmarks of every backend; never shipped.
///
/// Start with [KernelCases][org.unmask.engine.cases.KernelCases]. A new backend tests itself by running each case
/// on its own kernels and on those of the scalar backend.
package org.unmask.engine.cases;
