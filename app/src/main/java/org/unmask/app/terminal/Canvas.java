package org.unmask.app.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.engine.Decision;

/// The canvas of one sequence: gathers what passes decide.
///
/// Positions beyond the generated length, where a last block may reach, are not shown.
public final class Canvas {
    private static final int WIDEST_MASK = 5;

    private final String prompt;
    private final int promptTokens;
    private final int lastPromptToken;
    private final int maskWidth;
    private final Pieces pieces;
    private final int[] tokens;
    private final double[] confidences;
    private final int[] decidedIn;
    private final boolean[] edited;
    private final TreeSet<Integer> borders = new TreeSet<>();
    private final List<Integer> endTokens;
    private final boolean writes;
    private Scene.Range active;
    private Status status;

    /// An empty canvas after a prompt.
    ///
    /// @param decoder  the text of tokens
    /// @param generatedTokens  positions to show
    /// @param endTokens  after which nothing is kept
    /// @param writes  whether tokens are written one after the other, so that there are no masks
    public Canvas(
            Function<int[], String> decoder,
            int[] prompt,
            int generatedTokens,
            List<Integer> endTokens,
            boolean writes) {
        this.endTokens = List.copyOf(endTokens);
        this.writes = writes;
        this.prompt = decoder.apply(prompt);
        this.promptTokens = prompt.length;
        this.lastPromptToken = prompt[prompt.length - 1];
        this.maskWidth = Math.clamp(Math.round((float) this.prompt.length() / prompt.length), 1, WIDEST_MASK);
        this.pieces = new Pieces(decoder);
        this.tokens = new int[generatedTokens];
        this.confidences = new double[generatedTokens];
        this.decidedIn = new int[generatedTokens];
        this.edited = new boolean[generatedTokens];
        this.active = new Scene.Range(0, generatedTokens);
        this.status = new Status(0, Phase.PREFILL, 0, 0, 0, generatedTokens, 0);
    }

    /// Takes up what a pass decided.
    ///
    /// @param seconds  that the pass took
    public void passed(Pass pass, double seconds, List<Decision> decisions) {
        Pass.Group group = pass.only();
        int number = status.pass() + 1;
        for (Decision decision : decisions) {
            int cell = decision.position() - promptTokens;
            if (decision.sequence() == 0 && cell >= 0 && cell < tokens.length) {
                tokens[cell] = decision.token();
                confidences[cell] = decision.confidence();
                decidedIn[cell] = number;
                edited[cell] |= decision.edited();
            }
        }
        locate(group.task());
        int committed = (int) Arrays.stream(decidedIn).filter(when -> when > 0).count();
        status = new Status(
                number,
                group.task().phase(),
                group.queries(),
                group.context(),
                committed,
                tokens.length,
                status.seconds() + seconds);
    }

    /// Where blocks begin and end. Those to come are taken to be as long as the active one.
    private void locate(Task task) {
        switch (task.commit()) {
            case Commit.None _, Commit.Next _, Commit.Verified _ -> {
                // looks at a block that is finished, or has none
            }
            case Commit.Regions(double _, double _, double _, List<Commit.Region> regions) -> {
                active = new Scene.Range(cell(task.start()), cell(task.end()));
                regions.forEach(region -> bordered(region.start(), region.end()));
            }
            case Commit.Top _,
                    Commit.Confident _,
                    Commit.Factor _,
                    Commit.EntropyBound _,
                    Commit.Joint _,
                    Commit.Assumed _ -> {
                active = new Scene.Range(cell(task.start()), cell(task.end()));
                bordered(task.start(), task.end());
            }
        }
    }

    private void bordered(int start, int end) {
        borders.add(cell(start));
        for (int border = end; border < promptTokens + tokens.length; border += end - start) {
            borders.add(cell(border));
        }
    }

    private int cell(int position) {
        return Math.clamp((long) position - promptTokens, 0, tokens.length);
    }

    /// How far it is, for people.
    public String progress() {
        return status.committed() + " of " + status.total() + " tokens were committed, in " + status.pass() + " passes";
    }

    /// The text up to the first end token, with a mark for each mask in it.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Cell cell : scene().cells()) {
            switch (cell) {
                case Cell.Decided decided -> text.append(decided.text());
                case Cell.Masked _ -> text.append(Painter.MASK);
                case Cell.End _, Cell.Caret _ -> {
                    return text.toString();
                }
            }
        }
        return text.toString();
    }

    /// What there is to draw now.
    public Scene scene() {
        List<Cell> cells = new ArrayList<>();
        for (int start = 0; start < tokens.length; start++) {
            int end = start;
            List<Integer> run = new ArrayList<>();
            while (end < tokens.length && decidedIn[end] > 0) {
                run.add(tokens[end]);
                end++;
            }
            int before = start > 0 ? -1 : lastPromptToken;
            List<String> texts = pieces.of(before, run);
            for (int i = start; i < end; i++) {
                int age = status.pass() - decidedIn[i];
                cells.add(
                        endTokens.contains(tokens[i])
                                ? new Cell.End(age)
                                : new Cell.Decided(texts.get(i - start), confidences[i], age, edited[i]));
            }
            start = end;
            if (end < tokens.length) {
                cells.add(writes ? Cell.CARET : Cell.MASKED);
                if (writes) {
                    break;
                }
            }
        }
        int shown = cells.size();
        List<Integer> inner =
                borders.stream().filter(cell -> cell > 0 && cell < shown).toList();
        return new Scene(prompt, cells, inner, active, maskWidth, status);
    }
}
