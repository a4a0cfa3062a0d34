package org.unmask.core.text;

/// A request that cannot be met as it was made: a name that is not known, options that contradict one another.
///
/// The message is one line for the person who made it and says what to do. A value out of range is the plain
/// [IllegalArgumentException] of whoever refuses it.
public final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// A request that nothing else caused to fail.
    ///
    /// @param message  one line: what is wrong, its values, and what to do
    public UsageException(String message) {
        super(message);
    }

    /// A request that failed because of another error.
    ///
    /// @param message  one line: what is wrong, its values, and what to do
    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
