/// Models and devices as data, each number with its source.
package org.unmask.app.catalog;
