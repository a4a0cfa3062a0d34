/// The command line.
package org.unmask.app.cli;
