package org.unmask.app.terminal;

/// One position of the generated part, as it is drawn.
public sealed interface Cell {
    /// Nothing is known yet.
    record Masked() implements Cell {}

    /// Where an autoregressive model writes next.
    record Caret() implements Cell {}

    /// A token stands here.
    ///
    /// @param text  may be empty: some special tokens have none
    /// @param confidence  probability the model gave the token
    /// @param age  passes since, 0 for the last one
    /// @param edited  whether it replaced another token
    record Decided(String text, double confidence, int age, boolean edited) implements Cell {}

    /// An end token: what follows is not kept.
    record End(int age) implements Cell {}

    Cell MASKED = new Masked();
    Cell CARET = new Caret();
}
