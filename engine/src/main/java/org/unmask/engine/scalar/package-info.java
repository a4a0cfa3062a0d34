/// The readable backend that the others are compared with.
package org.unmask.engine.scalar;
