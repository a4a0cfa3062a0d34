/// What a backend provides.
package org.unmask.engine.spi;
