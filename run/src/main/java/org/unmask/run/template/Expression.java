package org.unmask.run.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What has a value.
sealed interface Expression {
    /// A text, number or truth, or none.
    record Literal(Object value) implements Expression {}

    record Name(String name) implements Expression {}

    /// @param tuple  whether it is in parentheses: written otherwise
    record Items(List<Expression> elements, boolean tuple) implements Expression {}

    /// Keys and values, one after the other.
    record Entries(List<Expression> keys, List<Expression> values) implements Expression {}

    /// `not x`, `-x`, `+x`.
    record Unary(String operator, Expression operand) implements Expression {}

    /// Of two values; `and` and `or` look at the second only if they must.
    record Binary(String operator, Expression left, Expression right) implements Expression {}

    /// `a < b < c`.
    record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {}

    record Choice(Expression condition, Expression then, Optional<Expression> otherwise) implements Expression {}

    record Attribute(Expression base, String name) implements Expression {}

    record Subscript(Expression base, Expression index) implements Expression {}

    record Slice(Expression base, Optional<Expression> first, Optional<Expression> end, Optional<Expression> stride)
            implements Expression {}

    record Call(Expression function, Arguments arguments) implements Expression {}

    record Filter(Expression value, String name, Arguments arguments) implements Expression {}

    record Test(Expression value, String name, Arguments arguments, boolean negated) implements Expression {}

    /// What a function is called with.
    record Arguments(List<Expression> positional, Map<String, Expression> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }
}
