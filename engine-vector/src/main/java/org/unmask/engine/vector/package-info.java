/// The Vector API backend.
package org.unmask.engine.vector;
