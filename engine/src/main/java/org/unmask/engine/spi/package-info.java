/// What a backend must provide to run programs: availability with a reason, and pure kernels.
///
/// Start with [Backend][org.unmask.engine.spi.Backend] and [Kernels][org.unmask.engine.spi.Kernels]. Backends are
/// found with `ServiceLoader`; they know operators' shapes, never models, strategies or prices.
package org.unmask.engine.spi;
