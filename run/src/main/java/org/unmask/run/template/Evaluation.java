package org.unmask.run.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.run.template.Values.Function;

/// Values of expressions.
final class Evaluation {
    private final Budget budget;
    private final Operators operators;
    private final Methods methods;
    private final Tests tests;
    private final Filters filters;

    Evaluation(Budget budget) {
        this.budget = budget;
        this.operators = new Operators(budget);
        this.methods = new Methods(budget);
        this.tests = new Tests(operators);
        this.filters = new Filters(budget, operators, methods, tests);
    }

    Object value(Expression expression, Scope scope) {
        budget.step();
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Name name -> scope.get(name.name());
            case Expression.Items items -> {
                List<Object> elements = new ArrayList<>();
                items.elements().forEach(element -> elements.add(value(element, scope)));
                yield items.tuple() ? new Values.Tuple(elements) : elements;
            }
            case Expression.Entries entries -> map(entries, scope);
            case Expression.Unary unary -> operators.unary(unary.operator(), value(unary.operand(), scope));
            case Expression.Binary binary -> binary(binary, scope);
            case Expression.Comparison comparison -> compares(comparison, scope);
            case Expression.Choice choice -> {
                if (Values.isTrue(value(choice.condition(), scope))) {
                    yield value(choice.then(), scope);
                }
                yield choice.otherwise().isPresent()
                        ? value(choice.otherwise().get(), scope)
                        : new Values.Undefined("a choice without else");
            }
            case Expression.Attribute attribute -> attribute(value(attribute.base(), scope), attribute.name());
            case Expression.Subscript subscript ->
                subscript(value(subscript.base(), scope), value(subscript.index(), scope));
            case Expression.Slice slice ->
                operators.slice(
                        value(slice.base(), scope),
                        optional(slice.first(), scope),
                        optional(slice.end(), scope),
                        optional(slice.stride(), scope));
            case Expression.Call call -> call(call, scope);
            case Expression.Filter filter ->
                filters.apply(filter.name(), value(filter.value(), scope), arguments(filter.arguments(), scope));
            case Expression.Test test ->
                test.negated()
                        != tests.holds(test.name(), value(test.value(), scope), arguments(test.arguments(), scope));
        };
    }

    private Object optional(Optional<Expression> expression, Scope scope) {
        return expression.isPresent() ? value(expression.get(), scope) : Values.NONE;
    }

    private Object map(Expression.Entries entries, Scope scope) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.keys().size(); i++) {
            map.put(
                    Values.key(value(entries.keys().get(i), scope)),
                    value(entries.values().get(i), scope));
        }
        return map;
    }

    private Object binary(Expression.Binary binary, Scope scope) {
        Object left = value(binary.left(), scope);
        return switch (binary.operator()) {
            case "and" -> Values.isTrue(left) ? value(binary.right(), scope) : left;
            case "or" -> Values.isTrue(left) ? left : value(binary.right(), scope);
            default -> operators.binary(binary.operator(), left, value(binary.right(), scope));
        };
    }

    private boolean compares(Expression.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            Object right = value(comparison.others().get(i), scope);
            if (!operators.compares(comparison.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    /// A method, or else an entry.
    private Object attribute(Object base, String name) {
        Optional<Function> method = methods.of(base, name);
        if (method.isPresent()) {
            return method.get();
        }
        return base instanceof List || base instanceof String
                ? new Values.Undefined(Values.type(base) + "." + name)
                : operators.element(base, name);
    }

    /// An entry, or else a method.
    private Object subscript(Object base, Object index) {
        if (index instanceof String name && (base instanceof List || base instanceof String)) {
            return methods.of(base, name).map(Object.class::cast).orElse(new Values.Undefined(name));
        }
        return operators.element(base, index);
    }

    private Object call(Expression.Call call, Scope scope) {
        Object function = value(call.function(), scope);
        if (!(function instanceof Function callable)) {
            throw new TemplateException(Values.type(function) + " cannot be called");
        }
        return callable.call(arguments(call.arguments(), scope));
    }

    private Values.Arguments arguments(Expression.Arguments arguments, Scope scope) {
        if (arguments.positional().isEmpty() && arguments.named().isEmpty()) {
            return Values.Arguments.NONE;
        }
        List<Object> positional = new ArrayList<>();
        arguments.positional().forEach(each -> positional.add(value(each, scope)));
        Map<String, Object> named = Values.map();
        arguments.named().forEach((name, each) -> named.put(name, value(each, scope)));
        return new Values.Arguments(positional, named);
    }
}
