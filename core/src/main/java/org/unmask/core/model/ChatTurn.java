package org.unmask.core.model;

import java.util.Locale;

/// What one side says in a conversation.
public record ChatTurn(Role role, String text) {
    /// Who speaks.
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT;

        /// The name used in files and templates.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
