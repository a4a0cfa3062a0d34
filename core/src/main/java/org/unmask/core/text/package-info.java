/// Words for people: unknown names, bad usage, numbers with units, progress of long work.
package org.unmask.core.text;
