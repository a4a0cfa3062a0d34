package org.unmask.run.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words of one tag, read from the first to the last, with the precedence that Jinja has.
final class Words {
    /// Operators in a row and expressions in expressions: so many that no person writes them, and so few that they are read
    /// and computed without exhausting the stack.
    private static final int MOST_OPERATORS = 256;

    private static final int DEPTH = 48;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in");
    private static final Set<String> RESERVED = Set.of("if", "else", "and", "or", "not", "in", "is", "elif");

    private final Lexer.Part part;
    private final List<Lexer.Word> words;
    private int at;
    private int depth;
    private int operators;

    Words(Lexer.Part part) {
        this.part = part;
        this.words = part.words();
    }

    TemplateException bad(String message) {
        return new TemplateException("line " + part.line() + ": " + message);
    }

    private boolean sees(String text) {
        return at < words.size() && words.get(at).is(text);
    }

    private boolean sees(int ahead, String text) {
        return at + ahead < words.size() && words.get(at + ahead).is(text);
    }

    boolean take(String text) {
        boolean there = sees(text);
        at += there ? 1 : 0;
        return there;
    }

    void expect(String text) {
        if (!take(text)) {
            throw bad("expected '" + text + "' in '" + part.text().strip() + "'");
        }
    }

    void end() {
        if (at < words.size()) {
            throw bad("'" + words.get(at).text() + "' is not expected in '"
                    + part.text().strip() + "'");
        }
    }

    String name() {
        if (at >= words.size() || words.get(at).kind() != Lexer.WordKind.NAME) {
            throw bad("expected a name in '" + part.text().strip() + "'");
        }
        return words.get(at++).text();
    }

    /// Names with commas between, in parentheses or not.
    List<String> names() {
        boolean enclosed = take("(");
        List<String> names = new ArrayList<>(List.of(name()));
        while (take(",")) {
            names.add(name());
        }
        if (enclosed) {
            expect(")");
        }
        return names;
    }

    /// One expression, or several with commas between.
    Expression tuple() {
        Expression first = expression();
        if (!sees(",")) {
            return first;
        }
        List<Expression> elements = new ArrayList<>(List.of(first));
        while (take(",") && at < words.size()) {
            elements.add(expression());
        }
        return new Expression.Items(elements, true);
    }

    private void operator() {
        if (++operators > MOST_OPERATORS) {
            throw bad("an expression has more than " + MOST_OPERATORS + " operators");
        }
    }

    Expression expression() {
        if (++depth > DEPTH) {
            throw bad("an expression is more than " + DEPTH + " deep");
        }
        Expression value = or();
        while (take("if")) {
            operator();
            Expression condition = or();
            Optional<Expression> otherwise = take("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Choice(condition, value, otherwise);
        }
        depth--;
        return value;
    }

    /// What a loop goes through: `if` behind it is the loop's own.
    Expression withoutChoice() {
        Expression first = or();
        if (!sees(",")) {
            return first;
        }
        List<Expression> elements = new ArrayList<>(List.of(first));
        while (take(",")) {
            elements.add(or());
        }
        return new Expression.Items(elements, true);
    }

    private Expression or() {
        Expression left = and();
        while (take("or")) {
            operator();
            left = new Expression.Binary("or", left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (take("and")) {
            operator();
            left = new Expression.Binary("and", left, not());
        }
        return left;
    }

    private Expression not() {
        int count = 0;
        while (sees("not")) {
            at++;
            count++;
            operator();
        }
        Expression value = comparison();
        for (int i = 0; i < count; i++) {
            value = new Expression.Unary("not", value);
        }
        return value;
    }

    private Expression comparison() {
        Expression first = sum();
        List<String> signs = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (true) {
            if (at < words.size()
                    && COMPARISONS.contains(words.get(at).text())
                    && words.get(at).is(words.get(at).text())) {
                signs.add(words.get(at++).text());
            } else if (sees("not") && sees(1, "in")) {
                at += 2;
                signs.add("not in");
            } else {
                break;
            }
            operator();
            others.add(sum());
        }
        return signs.isEmpty() ? first : new Expression.Comparison(first, signs, others);
    }

    private Expression sum() {
        Expression left = joined();
        while (sees("+") || sees("-")) {
            operator();
            String sign = words.get(at++).text();
            left = new Expression.Binary(sign, left, joined());
        }
        return left;
    }

    private Expression joined() {
        Expression left = product();
        while (take("~")) {
            operator();
            left = new Expression.Binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (sees("*") || sees("/") || sees("//") || sees("%")) {
            operator();
            String sign = words.get(at++).text();
            left = new Expression.Binary(sign, left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (take("**")) {
            operator();
            left = new Expression.Binary("**", left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean filtered) {
        if (++depth > DEPTH) {
            throw bad("an expression is more than " + DEPTH + " deep");
        }
        Expression value;
        if (sees("-") || sees("+")) {
            operator();
            String sign = words.get(at++).text();
            value = new Expression.Unary(sign, unary(false));
        } else {
            value = postfix(primary());
        }
        depth--;
        return filtered ? filters(value) : value;
    }

    private Expression primary() {
        if (at >= words.size()) {
            throw bad("'" + part.text().strip() + "' ends too early");
        }
        Lexer.Word word = words.get(at++);
        return switch (word.kind()) {
            case TEXT -> {
                StringBuilder text = new StringBuilder(word.text());
                while (at < words.size() && words.get(at).kind() == Lexer.WordKind.TEXT) {
                    text.append(words.get(at++).text());
                }
                yield new Expression.Literal(text.toString());
            }
            case NUMBER -> new Expression.Literal(number(word.text()));
            case NAME -> named(word.text());
            case SIGN -> enclosed(word.text());
        };
    }

    private Object number(String text) {
        try {
            return text.matches("\\d+") ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw bad("the number " + text + " is too large");
        }
    }

    private Expression named(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(true);
            case "false", "False" -> new Expression.Literal(false);
            case "none", "None" -> new Expression.Literal(Values.NONE);
            default -> {
                if (RESERVED.contains(name)) {
                    throw bad(
                            "'" + name + "' is not expected in '" + part.text().strip() + "'");
                }
                yield new Expression.Name(name);
            }
        };
    }

    private Expression enclosed(String sign) {
        return switch (sign) {
            case "(" -> bracketed();
            case "[" -> elements();
            case "{" -> entries();
            default ->
                throw bad("'" + sign + "' is not expected in '" + part.text().strip() + "'");
        };
    }

    /// An expression in parentheses, or a tuple.
    private Expression bracketed() {
        if (take(")")) {
            return new Expression.Items(List.of(), true);
        }
        Expression first = expression();
        if (take(")")) {
            return first;
        }
        List<Expression> elements = new ArrayList<>(List.of(first));
        while (take(",") && !sees(")")) {
            elements.add(expression());
        }
        expect(")");
        return new Expression.Items(elements, true);
    }

    private Expression elements() {
        List<Expression> elements = new ArrayList<>();
        while (!take("]")) {
            elements.add(expression());
            if (!take(",")) {
                expect("]");
                break;
            }
        }
        return new Expression.Items(elements, false);
    }

    private Expression entries() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!take("}")) {
            keys.add(expression());
            expect(":");
            values.add(expression());
            if (!take(",")) {
                expect("}");
                break;
            }
        }
        return new Expression.Entries(keys, values);
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            if (take(".")) {
                operator();
                value = at < words.size() && words.get(at).kind() == Lexer.WordKind.NUMBER
                        ? new Expression.Subscript(
                                value,
                                new Expression.Literal(number(words.get(at++).text())))
                        : new Expression.Attribute(value, name());
            } else if (take("[")) {
                operator();
                value = subscript(value);
            } else if (sees("(")) {
                operator();
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression base) {
        Optional<Expression> first = sees(":") ? Optional.empty() : Optional.of(expression());
        if (first.isPresent() && take("]")) {
            return new Expression.Subscript(base, first.get());
        }
        expect(":");
        Optional<Expression> end = sees(":") || sees("]") ? Optional.empty() : Optional.of(expression());
        Optional<Expression> stride = Optional.empty();
        if (take(":") && !sees("]")) {
            stride = Optional.of(expression());
        }
        expect("]");
        return new Expression.Slice(base, first, end, stride);
    }

    private Expression.Arguments arguments() {
        expect("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!take(")")) {
            if (at < words.size() && words.get(at).kind() == Lexer.WordKind.NAME && sees(1, "=")) {
                String name = name();
                expect("=");
                named.put(name, expression());
            } else {
                positional.add(expression());
            }
            if (!take(",")) {
                expect(")");
                break;
            }
        }
        return new Expression.Arguments(positional, named);
    }

    private Expression filters(Expression start) {
        Expression value = start;
        while (true) {
            if (take("|")) {
                operator();
                String name = name();
                value = new Expression.Filter(value, name, sees("(") ? arguments() : Expression.Arguments.NONE);
            } else if (take("is")) {
                operator();
                boolean negated = take("not");
                String name = name();
                value = new Expression.Test(value, name, testArguments(), negated);
            } else if (sees("(")) {
                operator();
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression.Arguments testArguments() {
        if (sees("(")) {
            return arguments();
        }
        boolean argument = at < words.size()
                && (words.get(at).kind() != Lexer.WordKind.SIGN || sees("[") || sees("{"))
                && !(words.get(at).kind() == Lexer.WordKind.NAME
                        && RESERVED.contains(words.get(at).text()));
        return argument ? new Expression.Arguments(List.of(postfix(primary())), Map.of()) : Expression.Arguments.NONE;
    }
}
