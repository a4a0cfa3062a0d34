/// Decoding: strategies that unfold into passes.
package org.unmask.core.decode;
