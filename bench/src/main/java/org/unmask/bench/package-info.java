/// Microbenchmarks.
package org.unmask.bench;
