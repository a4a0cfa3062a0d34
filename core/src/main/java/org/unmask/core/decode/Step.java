package org.unmask.core.decode;

import java.util.function.Function;

/// What a strategy wants next.
public sealed interface Step {
    Step DONE = new Done();

    /// Run `pass`, then ask `then` with its outcome.
    record Run(Pass pass, Function<Outcome, Step> then) implements Step {}

    /// Nothing is left to do.
    record Done() implements Step {}
}
