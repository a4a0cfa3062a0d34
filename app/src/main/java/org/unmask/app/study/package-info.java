/// Studies: what to predict and measure, as a file.
package org.unmask.app.study;
