/// Result files: JSON lines with a format version and the environment.
package org.unmask.app.result;
