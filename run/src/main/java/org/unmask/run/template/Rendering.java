package org.unmask.run.template;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.unmask.run.template.Values.Function;

/// One rendering of a template: runs its statements.
final class Rendering {
    private final Budget budget = new Budget();
    private final Evaluation evaluation = new Evaluation(budget);
    private StringBuilder out = new StringBuilder();

    /// How a list of statements ended.
    private enum Ending {
        END,
        BREAK,
        CONTINUE
    }

    /// @param values  of names, as the template sees them
    String render(List<Statement> template, Map<String, Object> values) {
        Scope globals = new Scope(Optional.empty(), new Globals(budget).all());
        Scope scope = globals.inner();
        values.forEach(scope::set);
        run(template, scope.inner());
        return out.toString();
    }

    private Ending run(List<Statement> statements, Scope scope) {
        for (Statement statement : statements) {
            budget.step();
            Ending ending = run(statement, scope);
            if (ending != Ending.END) {
                return ending;
            }
        }
        return Ending.END;
    }

    private Ending run(Statement statement, Scope scope) {
        switch (statement) {
            case Statement.Text text -> write(text.text());
            case Statement.Print print ->
                at(print.line(), () -> write(Values.shown(evaluation.value(print.value(), scope), budget)));
            case Statement.If conditions -> {
                return branch(conditions, scope);
            }
            case Statement.For loop -> loop(loop, scope);
            case Statement.Set set -> assign(set.line(), set.names(), value(set.line(), set.value(), scope), scope);
            case Statement.SetAttribute set -> {
                Object value = value(set.line(), set.value(), scope);
                if (!(scope.get(set.namespace()) instanceof Values.Namespace space)) {
                    throw new TemplateException("line " + set.line() + ": " + set.namespace() + " is no namespace");
                }
                space.entries().put(set.name(), value);
            }
            case Statement.SetBlock set -> scope.set(set.name(), captured(set.body(), scope.inner()));
            case Statement.Macro macro -> scope.set(macro.name(), macro(macro, scope));
            case Statement.Block block -> {
                return run(block.body(), scope);
            }
            case Statement.Break _ -> {
                return Ending.BREAK;
            }
            case Statement.Continue _ -> {
                return Ending.CONTINUE;
            }
        }
        return Ending.END;
    }

    private interface Work<T> {
        T done();
    }

    /// Says the line of what goes wrong.
    private static <T> T at(int line, Work<T> work) {
        try {
            return work.done();
        } catch (TemplateException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith("line ") ? e : new TemplateException("line " + line + ": " + message);
        }
    }

    private Object value(int line, Expression expression, Scope scope) {
        return at(line, () -> evaluation.value(expression, scope));
    }

    private StringBuilder write(String text) {
        budget.checkLength((long) out.length() + text.length());
        return out.append(text);
    }

    private Ending branch(Statement.If conditions, Scope scope) {
        for (Statement.Branch branch : conditions.branches()) {
            if (branch.condition().isEmpty()
                    || Values.isTrue(value(branch.line(), branch.condition().get(), scope))) {
                return run(branch.body(), scope);
            }
        }
        return Ending.END;
    }

    private void loop(Statement.For loop, Scope scope) {
        List<Object> elements =
                at(loop.line(), () -> Values.elements(evaluation.value(loop.elements(), scope), budget));
        if (loop.condition().isPresent()) {
            elements.removeIf(element -> {
                Scope inner = scope.inner();
                assign(loop.line(), loop.names(), element, inner);
                return !Values.isTrue(value(loop.line(), loop.condition().get(), inner));
            });
        }
        if (elements.isEmpty()) {
            run(loop.otherwise(), scope);
            return;
        }
        Values.Loop place = new Values.Loop(elements);
        for (int i = 0; i < elements.size(); i++) {
            budget.step();
            place.index = i;
            Scope inner = scope.inner();
            inner.set("loop", place);
            assign(loop.line(), loop.names(), elements.get(i), inner);
            if (run(loop.body(), inner) == Ending.BREAK) {
                return;
            }
        }
    }

    private void assign(int line, List<String> names, Object value, Scope scope) {
        if (names.size() == 1) {
            scope.set(names.getFirst(), value);
            return;
        }
        List<Object> parts = at(line, () -> Values.elements(value, budget));
        if (parts.size() != names.size()) {
            throw new TemplateException(
                    "line " + line + ": " + parts.size() + " values for " + names.size() + " names");
        }
        for (int i = 0; i < parts.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }

    private String captured(List<Statement> body, Scope scope) {
        StringBuilder before = out;
        out = new StringBuilder();
        try {
            run(body, scope);
            return budget.text(out.toString());
        } finally {
            out = before;
        }
    }

    private Function macro(Statement.Macro macro, Scope scope) {
        return arguments -> {
            budget.enter();
            Scope inner = scope.inner();
            for (int i = 0; i < macro.parameters().size(); i++) {
                String name = macro.parameters().get(i);
                Object given = arguments.get(i, name, new Values.Undefined(name));
                boolean missing =
                        given instanceof Values.Undefined && macro.defaults().containsKey(name);
                inner.set(
                        name,
                        missing
                                ? evaluation.value(
                                        Objects.requireNonNull(macro.defaults().get(name)), inner)
                                : given);
            }
            if (arguments.positional().size() > macro.parameters().size()) {
                throw new TemplateException("the macro " + macro.name() + " has "
                        + macro.parameters().size() + " parameters, not "
                        + arguments.positional().size());
            }
            String text = captured(macro.body(), inner);
            budget.leave();
            return text;
        };
    }
}
