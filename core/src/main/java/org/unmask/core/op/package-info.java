/// Operators: what a forward pass is made of.
package org.unmask.core.op;
