/// Models: the dimensions of an architecture, and its lowering to operators.
package org.unmask.core.model;
