/// The engine: canvas, caches and the loop that runs passes.
package org.unmask.engine;
