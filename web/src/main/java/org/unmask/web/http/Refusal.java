package org.unmask.web.http;

/// The form of refusals, which clients of an interface expect.
@FunctionalInterface
public interface Refusal {
    /// Makes the reply.
    ///
    /// @param reason  one line that says what to do
    Reply of(int status, String reason);
}
