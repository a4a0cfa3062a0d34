package org.unmask.run.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the statements of a template.
final class Parser {
    /// Statements in statements.
    private static final int DEPTH = 64;

    private final List<Lexer.Part> parts;
    private int at;
    private int depth;

    private Parser(List<Lexer.Part> parts) {
        this.parts = parts;
    }

    static List<Statement> statements(String template) {
        Parser parser = new Parser(Lexer.parts(template));
        List<Statement> all = parser.body(Set.of());
        if (parser.at < parser.parts.size()) {
            Lexer.Part part = parser.parts.get(parser.at);
            throw new TemplateException(
                    "line " + part.line() + ": '" + part.text().strip() + "' has no beginning");
        }
        return all;
    }

    /// Statements up to a block that begins with one of some words, or to the end.
    private List<Statement> body(Set<String> ends) {
        if (++depth > DEPTH) {
            throw new TemplateException("its blocks are more than " + DEPTH + " deep");
        }
        List<Statement> statements = new ArrayList<>();
        while (at < parts.size() && !(parts.get(at).kind() == Lexer.Kind.BLOCK && ends.contains(word(parts.get(at))))) {
            Lexer.Part part = parts.get(at);
            switch (part.kind()) {
                case TEXT -> {
                    statements.add(new Statement.Text(part.text()));
                    at++;
                }
                case PRINT -> {
                    Words words = new Words(part);
                    statements.add(new Statement.Print(part.line(), words.expression()));
                    words.end();
                    at++;
                }
                case BLOCK -> {
                    if (word(part).startsWith("end")
                            || word(part).equals("else")
                            || word(part).equals("elif")) {
                        depth--;
                        return statements;
                    }
                    statements.add(block(part));
                }
            }
        }
        depth--;
        return statements;
    }

    private static String word(Lexer.Part part) {
        return part.words().isEmpty() ? "" : part.words().getFirst().text();
    }

    private Statement block(Lexer.Part part) {
        Words words = new Words(part);
        String name = words.name();
        at++;
        return switch (name) {
            case "if" -> conditions(part, words);
            case "for" -> loop(part, words);
            case "set" -> assignment(part, words);
            case "macro" -> macro(part, words);
            case "generation" -> {
                words.end();
                List<Statement> body = body(Set.of("endgeneration"));
                end(part, "endgeneration");
                yield new Statement.Block(body);
            }
            case "break" -> {
                words.end();
                yield new Statement.Break();
            }
            case "continue" -> {
                words.end();
                yield new Statement.Continue();
            }
            default -> throw words.bad("the tag '" + name + "' is not known");
        };
    }

    private void end(Lexer.Part begin, String expected) {
        if (at >= parts.size() || !word(parts.get(at)).equals(expected)) {
            throw new TemplateException(
                    "line " + begin.line() + ": '" + begin.text().strip() + "' has no " + expected);
        }
        at++;
    }

    private Statement conditions(Lexer.Part begin, Words first) {
        List<Statement.Branch> branches = new ArrayList<>();
        Optional<Expression> condition = Optional.of(first.expression());
        first.end();
        int line = begin.line();
        while (true) {
            branches.add(new Statement.Branch(line, condition, body(Set.of("elif", "else", "endif"))));
            if (at >= parts.size() || word(parts.get(at)).equals("endif") || condition.isEmpty()) {
                break;
            }
            Words words = new Words(parts.get(at));
            line = parts.get(at).line();
            String name = words.name();
            if (!name.equals("elif") && !name.equals("else")) {
                break;
            }
            at++;
            condition = name.equals("elif") ? Optional.of(words.expression()) : Optional.empty();
            words.end();
        }
        end(begin, "endif");
        return new Statement.If(branches);
    }

    private Statement loop(Lexer.Part begin, Words words) {
        List<String> names = words.names();
        words.expect("in");
        Expression elements = words.withoutChoice();
        Optional<Expression> condition = words.take("if") ? Optional.of(words.expression()) : Optional.empty();
        words.end();
        List<Statement> body = body(Set.of("else", "endfor"));
        List<Statement> otherwise = List.of();
        if (at < parts.size() && word(parts.get(at)).equals("else")) {
            at++;
            otherwise = body(Set.of("endfor"));
        }
        end(begin, "endfor");
        return new Statement.For(begin.line(), names, elements, condition, body, otherwise);
    }

    private Statement assignment(Lexer.Part begin, Words words) {
        List<String> names = words.names();
        if (names.size() == 1 && words.take(".")) {
            String attribute = words.name();
            words.expect("=");
            Expression value = words.tuple();
            words.end();
            return new Statement.SetAttribute(begin.line(), names.getFirst(), attribute, value);
        }
        if (words.take("=")) {
            Expression value = words.tuple();
            words.end();
            return new Statement.Set(begin.line(), names, value);
        }
        words.end();
        List<Statement> body = body(Set.of("endset"));
        end(begin, "endset");
        return new Statement.SetBlock(begin.line(), names.getFirst(), body);
    }

    private Statement macro(Lexer.Part begin, Words words) {
        String name = words.name();
        List<String> parameters = new ArrayList<>();
        Map<String, Expression> defaults = new LinkedHashMap<>();
        words.expect("(");
        while (!words.take(")")) {
            String parameter = words.name();
            parameters.add(parameter);
            if (words.take("=")) {
                defaults.put(parameter, words.expression());
            }
            if (!words.take(",")) {
                words.expect(")");
                break;
            }
        }
        words.end();
        List<Statement> body = body(Set.of("endmacro"));
        end(begin, "endmacro");
        return new Statement.Macro(name, parameters, defaults, body);
    }
}
