package org.unmask.app.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Lays a scene out as lines: the prompt, the canvas, and a line that says how far it is. A pure function of its
/// arguments.
///
/// A canvas with more lines than there is room for is shown around its first mask in the active block.
///
/// @param width  columns of the terminal; no line takes the last one
/// @param height  rows there is room for; one less than a terminal has, as the cursor stands below
public record Painter(int width, int height, Palette palette) {
    private static final String GUTTER = "▎ ";
    private static final String NO_GUTTER = "  ";
    /// Stands for a token that is not known.
    static final String MASK = "░";
    private static final String CARET = "▌";
    private static final String NO_TEXT = "·";
    private static final String BORDER = "│";
    /// Masks from this width on have a gap, so that they look like words.
    private static final int WORD = 3;
    /// The least a canvas gets, and what the prompt then loses.
    private static final int LEAST_ROWS = 3;

    private static final int PROMPT_SHARE = 4;
    private static final int LONGEST_BAR = 24;
    private static final int SHORTEST_BAR = 4;

    public Painter {
        width = Math.max(width, 8);
        height = Math.max(height, LEAST_ROWS + 2);
    }

    /// The scene while it changes.
    public List<AttributedString> lines(Scene scene) {
        List<Flow.Line> canvas = canvas(scene);
        List<AttributedString> all = new ArrayList<>();
        int room = height - 2;
        List<AttributedString> prompt =
                prompt(scene, Math.max(Math.max(1, height / PROMPT_SHARE), room - canvas.size()));
        int forPrompt = Math.clamp((long) room - canvas.size(), 0, prompt.size());
        if (forPrompt < prompt.size() && room - prompt.size() >= LEAST_ROWS) {
            forPrompt = prompt.size();
        }
        all.addAll(prompt.subList(prompt.size() - forPrompt, prompt.size()));
        boolean whole = isWhole(scene);
        for (Flow.Line line : window(canvas, focus(scene, canvas), room - forPrompt)) {
            all.add(marked(line.text(), !whole && line.touches(scene.active())));
        }
        all.add(AttributedString.EMPTY);
        all.add(status(scene.status()));
        return all;
    }

    /// The scene as it stays behind: all of it, without marks of what has just changed, up to the end token.
    public List<AttributedString> finalLines(Scene scene) {
        List<AttributedString> all = new ArrayList<>(prompt(scene, Integer.MAX_VALUE));
        for (Flow.Line line : canvas(settled(scene))) {
            all.add(marked(line.text(), false));
        }
        all.add(AttributedString.EMPTY);
        all.add(status(scene.status()));
        return all;
    }

    private static Scene settled(Scene scene) {
        List<Cell> cells = new ArrayList<>();
        for (Cell cell : scene.cells()) {
            if (!(cell instanceof Cell.Decided) && !(cell instanceof Cell.Masked)) {
                break;
            }
            cells.add(
                    cell instanceof Cell.Decided d
                            ? new Cell.Decided(d.text(), d.confidence(), Integer.MAX_VALUE, d.edited())
                            : cell);
        }
        return new Scene(scene.prompt(), cells, List.of(), scene.active(), scene.maskWidth(), scene.status());
    }

    private static boolean isWhole(Scene scene) {
        return scene.active().start() == 0
                && scene.active().end() >= scene.cells().size();
    }

    private List<AttributedString> prompt(Scene scene, int most) {
        Flow flow = new Flow(columns());
        for (String line : scene.prompt().split("\\R", -1)) {
            for (String word : line.split("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)", -1)) {
                flow.add(-1, word, palette.aside(), palette.aside());
            }
            flow.add(-1, "\n", palette.aside(), palette.aside());
        }
        List<AttributedString> lines = new ArrayList<>();
        for (Flow.Line line : flow.lines()) {
            String text = line.text().toString();
            String shown = text.endsWith(Glyphs.NEWLINE) ? text.substring(0, text.length() - 1) : text;
            lines.add(marked(new AttributedString(shown, palette.aside()), false));
        }
        if (lines.size() <= most) {
            return lines;
        }
        List<AttributedString> end = new ArrayList<>(lines.subList(lines.size() - most, lines.size()));
        end.set(0, note(lines.size() - most + 1, "above"));
        return end;
    }

    private List<Flow.Line> canvas(Scene scene) {
        Flow flow = new Flow(columns());
        for (int i = 0; i < scene.cells().size(); i++) {
            if (scene.borders().contains(i)) {
                boolean active =
                        i == scene.active().start() || i == scene.active().end();
                flow.add(i, BORDER, palette.border(active), palette.border(active));
            }
            boolean active = scene.active().contains(i);
            switch (scene.cells().get(i)) {
                case Cell.Masked _ ->
                    flow.add(i, mask(scene.maskWidth()), AttributedStyle.DEFAULT, palette.mask(active));
                case Cell.Caret _ -> flow.add(i, CARET, palette.mask(true), palette.mask(true));
                case Cell.End end ->
                    flow.add(i, NO_TEXT, palette.aside(), end.age() == 0 ? palette.end() : palette.aside());
                case Cell.Decided decided
                when decided.text().isEmpty() -> flow.add(i, NO_TEXT, palette.aside(), palette.token(decided));
                case Cell.Decided decided ->
                    flow.add(i, decided.text(), AttributedStyle.DEFAULT, palette.token(decided));
            }
        }
        return flow.lines();
    }

    private static String mask(int columns) {
        return columns < WORD ? MASK.repeat(columns) : " " + MASK.repeat(columns - 1);
    }

    /// The line of the first mask in the active block, or else of the end of that block.
    private static int focus(Scene scene, List<Flow.Line> lines) {
        int cell = Math.min(scene.active().end(), scene.cells().size()) - 1;
        for (int i = scene.active().start();
                i < Math.min(scene.active().end(), scene.cells().size());
                i++) {
            if (scene.cells().get(i) instanceof Cell.Masked || scene.cells().get(i) instanceof Cell.Caret) {
                cell = i;
                break;
            }
        }
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).last() >= cell) {
                return line;
            }
        }
        return lines.size() - 1;
    }

    private List<Flow.Line> window(List<Flow.Line> lines, int focus, int rows) {
        if (lines.size() <= rows) {
            return lines;
        }
        int top = Math.clamp((long) focus - rows / 3, 0, lines.size() - rows);
        List<Flow.Line> shown = new ArrayList<>(lines.subList(top, top + rows));
        if (top > 0) {
            shown.set(0, new Flow.Line(text(top + 1, "above"), -1, -1));
        }
        int below = lines.size() - top - rows;
        if (below > 0) {
            shown.set(rows - 1, new Flow.Line(text(below + 1, "below"), -1, -1));
        }
        return shown;
    }

    private AttributedString note(int lines, String where) {
        return marked(text(lines, where), false);
    }

    private AttributedString text(int lines, String where) {
        return new AttributedString("⋯ " + lines + " lines " + where, palette.aside()).columnSubSequence(0, columns());
    }

    private AttributedString marked(AttributedString line, boolean active) {
        return new AttributedStringBuilder()
                .append(active ? GUTTER : NO_GUTTER, active ? palette.border(true) : AttributedStyle.DEFAULT)
                .append(line)
                .toAttributedString();
    }

    private AttributedString status(Status status) {
        String rest = "  " + status.passText() + (status.pass() > 0 ? "  " + status.rateText() : "");
        int free = columns() - status.countText().length() - rest.length() - 1;
        if (free < SHORTEST_BAR) {
            rest = "  " + status.passText();
            free = columns() - status.countText().length() - rest.length() - 1;
        }
        if (free < SHORTEST_BAR) {
            rest = "";
            free = columns() - status.countText().length() - 1;
        }
        int length = Math.clamp(free, 0, LONGEST_BAR);
        int filled = Math.toIntExact((long) length * status.committed() / Math.max(1, status.total()));
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append("━".repeat(filled), palette.bar(true));
        line.append((palette == Palette.PLAIN ? "┄" : "━").repeat(length - filled), palette.bar(false));
        line.append(" " + status.countText(), palette.count());
        line.append(rest, palette.status());
        return marked(line.toAttributedString().columnSubSequence(0, columns()), false);
    }

    private int columns() {
        return width - 1 - NO_GUTTER.length();
    }
}
