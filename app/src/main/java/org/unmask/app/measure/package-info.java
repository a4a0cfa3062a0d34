/// Measurements on this machine.
package org.unmask.app.measure;
