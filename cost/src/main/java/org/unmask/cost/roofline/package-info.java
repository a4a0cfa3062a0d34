/// The roofline: what bounds an operator, and how long it takes.
package org.unmask.cost.roofline;
