/// Memory: what must be resident at once.
package org.unmask.cost.memory;
