/// The readable oracle: every kernel as its definition, in double precision, on one thread. Other backends are tested
/// against it.
package org.unmask.engine.scalar;
