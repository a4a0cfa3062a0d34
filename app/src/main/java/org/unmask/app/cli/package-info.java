/// The command line: options in, results on standard output, progress and notes on standard error.
///
/// Exit codes: 0 fine, 1 the run failed, 2 bad usage or a missing input file, 130 stopped with
/// Ctrl-C. Errors are one line; `--verbose` adds the stack trace.
package org.unmask.app.cli;
