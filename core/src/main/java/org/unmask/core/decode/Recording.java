package org.unmask.core.decode;

/// What passes committed, recorded in a file that a strategy names as its `profile`.
public sealed interface Recording permits CommitProfile, AnswerProfile {
    /// The file, for messages.
    String name();
}
