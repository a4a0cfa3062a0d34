package org.unmask.run.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A part of a template.
sealed interface Statement {
    record Text(String text) implements Statement {}

    /// Writes a value.
    record Print(int line, Expression value) implements Statement {}

    /// The first branch whose condition holds; the last may have none.
    record If(List<Branch> branches) implements Statement {}

    /// @param condition  empty for `else`
    record Branch(int line, Optional<Expression> condition, List<Statement> body) {}

    /// @param names  one, or as many as each element has
    record For(
            int line,
            List<String> names,
            Expression elements,
            Optional<Expression> condition,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {}

    /// @param names  one, or as many as the value has
    record Set(int line, List<String> names, Expression value) implements Statement {}

    /// `set ns.name = value`
    record SetAttribute(int line, String namespace, String name, Expression value) implements Statement {}

    /// What the body writes becomes a value.
    record SetBlock(int line, String name, List<Statement> body) implements Statement {}

    /// @param defaults  of the last parameters
    record Macro(String name, List<String> parameters, Map<String, Expression> defaults, List<Statement> body)
            implements Statement {}

    /// What changes nothing here (`generation`).
    record Block(List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}
}
