package org.unmask.run.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A template of Jinja, as `transformers` renders the chat templates of models.
///
/// Known are texts, `if`, `for` with `if` and `else`, `set`, `macro`, `break`, `continue`, `raw`, `generation`, all expressions,
/// and the filters, tests, functions and methods that published templates use. Everything else is refused, with its line.
public final class Template {
    private static final int MOST_CHARACTERS = 1 << 20;

    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /// Reads a template.
    ///
    /// @throws TemplateException in one line, if it is none, or has something that is not known
    public static Template of(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new TemplateException(text.length() + " characters; expected at most " + MOST_CHARACTERS);
        }
        return new Template(Parser.statements(text));
    }

    /// The text the template makes. It may be rendered as often as one likes, also by several threads.
    ///
    /// @param values  of names: null for none, texts, numbers, truths, lists of these, and maps of these with texts as keys
    /// @throws TemplateException in one line, if it refuses these values, does something that is not known, or takes more
    ///     steps or makes longer texts than any honest one
    public String render(Map<String, ?> values) {
        Map<String, Object> seen = Values.map();
        values.forEach((name, value) -> seen.put(name, seen(value)));
        try {
            return new Rendering().render(statements, seen);
        } catch (ClassCastException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("a template met a value of a wrong type", e);
        }
    }

    /// A copy in the types of templates: nothing of Java gets through.
    private static Object seen(Object value) {
        return switch (value) {
            case null -> Values.NONE;
            case String text -> text;
            case Boolean truth -> truth;
            case Integer number -> (long) number;
            case Long number -> number;
            case Double number -> number;
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(element -> copy.add(seen(element)));
                yield copy;
            }
            case Map<?, ?> map -> {
                Map<String, Object> copy = Values.map();
                map.forEach((key, element) -> copy.put(String.valueOf(key), seen(element)));
                yield copy;
            }
            default ->
                throw new IllegalArgumentException(
                        "a template cannot see a " + value.getClass().getName());
        };
    }
}
