package org.unmask.app.print;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Definition;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.cost.predict.Explanation;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Run;

/// An explanation as a page of text.
final class ExplanationText {
    /// Longer lines are hard to read.
    private static final int WIDEST = 110;

    private static final int LABEL = 12;
    private static final String MORE = "--format json";

    private static final Set<String> EXPERTS = Set.of("experts", "ungated_experts");

    private final Explanation explanation;
    private final Prediction prediction;
    private final int width;
    private final StringBuilder text = new StringBuilder();

    private ExplanationText(Explanation explanation, int width) {
        this.explanation = explanation;
        this.prediction = explanation.prediction();
        this.width = Math.min(width, WIDEST);
    }

    /// A page: the pass with its operators, or one operator with its terms.
    ///
    /// @param width  columns of the terminal
    static String of(Explanation explanation, int width) {
        ExplanationText page = new ExplanationText(explanation, width);
        explanation.operator().ifPresentOrElse(page::operator, page::operators);
        return page.text.toString();
    }

    private void setting() {
        words(
                "%s on %s, %s; %s, profile %s",
                prediction.model().id(),
                (prediction.scenario().deployment().devices() > 1
                                ? prediction.scenario().deployment().devices() + " x "
                                : "")
                        + prediction.device().name(),
                prediction.strategy(),
                prediction.scenario().types().label(),
                prediction.scenario().profile().words(prediction.scenario().types()));
        words(
                "pass %d of %d, %s: %s; takes %s",
                explanation.pass() + 1,
                prediction.timeline().passes().size(),
                explanation.time().pass().phase().id(),
                explanation.groups().stream().map(ExplanationText::sequences).collect(Collectors.joining("; ")),
                Units.seconds(explanation.time().seconds()));
    }

    private static String sequences(Pass.Group group) {
        return "%s of %s beside %s, %s each"
                .formatted(
                        many(group.batch(), "sequence", "sequences"),
                        many(group.queries(), "query", "queries"),
                        many(group.context(), "cached position", "cached positions"),
                        many(group.logitRows(), "row of logits", "rows of logits"));
    }

    private void operators() {
        setting();
        text.append('\n')
                .append(TextTable.of(TimelineColumns.OPERATORS, MORE)
                        .of(
                                explanation.time().operators().stream()
                                        .map(operator -> new TimelineColumns.Part(
                                                prediction,
                                                operator,
                                                explanation.time().seconds()))
                                        .toList(),
                                width))
                .append('\n')
                .append(TextTable.of(ExplanationColumns.KINDS, MORE).of(explanation.kinds(), width))
                .append('\n');
        words("`--operator NAME` explains one of them, `--pass N` another pass.");
    }

    private void operator(OperatorTotal total) {
        List<Run> runs = explanation.runs();
        words(
                "%s: %s",
                total.name(), runs.stream().map(this::definition).distinct().collect(Collectors.joining("; ")));
        setting();
        text.append('\n');
        totals(total);
        int number = 0;
        for (Run run : runs) {
            number++;
            text.append('\n');
            if (runs.size() > 1) {
                words("shape %d of %d", number, runs.size());
            }
            run(run);
        }
        text.append('\n');
        sources(runs);
    }

    private String definition(Run run) {
        return run.definition()
                .map(known -> known.words() + ofRank(run))
                .orElseGet(() -> run.bound() == Bound.LINK
                        ? exchange(run)
                        : "the host starts the work of the layers, for a time that the operators do not fill");
    }

    /// What experts that are dealt out whole compute of it on the rank that the pass waits for.
    private String ofRank(Run run) {
        int ranks = prediction.scenario().deployment().ranks();
        return ranks > 1 && EXPERTS.contains(run.name())
                ? "; here on the busiest of " + ranks
                        + " ranks, whose tokens T are choices of its experts: k is 1 for each"
                : "";
    }

    private static String exchange(Run run) {
        return switch (run.name()) {
            case "all_to_all_dispatch" -> "devices send the rows of tokens to the ranks that hold their experts";
            case "all_to_all_combine" -> "ranks send what their experts computed back to the devices of the tokens";
            default -> "devices that share the model tell each other their results";
        };
    }

    private void run(Run run) {
        if (!run.terms().isEmpty()) {
            text.append(TextTable.of(ExplanationColumns.SIZES, MORE).of(run.symbols(), width))
                    .append('\n');
            List<ExplanationColumns.Part> terms = run.terms().stream()
                    .map(term -> new ExplanationColumns.Part(run, term))
                    .toList();
            text.append(TextTable.of(ExplanationColumns.PAGE, MORE).of(terms, width))
                    .append('\n');
            roofs(run);
        }
        line("one run", time(run));
    }

    private void roofs(Run run) {
        long bytes = run.work().bytes() + run.work().linkBytes();
        if (run.work().flops() > 0) {
            line(
                    "arithmetic",
                    "%s = %s at %s",
                    Units.seconds(run.arithmeticSeconds()),
                    Units.si(run.work().flops(), "FLOP"),
                    Units.si(run.roofs().flopsPerSecond(), "FLOP/s"));
        }
        line(
                "traffic",
                "%s = %s at %s",
                Units.seconds(run.trafficSeconds()),
                Units.bytes(bytes),
                Units.si(run.roofs().bytesPerSecond(), "B/s"));
    }

    private static String time(Run run) {
        if (run.isTimed()) {
            return Units.seconds(run.seconds()) + " by the clock ("
                    + run.basis().id() + "), in place of the roofs";
        }
        if (run.seconds() == 0) {
            return "no time of its own: it runs beside a longer micro-batch";
        }
        String added =
                run.addedSeconds() > 0 ? ", with " + Units.seconds(run.addedSeconds()) + " added to every run" : "";
        return Units.seconds(run.seconds())
                + switch (run.bound()) {
                    case COMPUTE -> ": arithmetic binds, " + hidden("traffic", run);
                    case MEMORY -> ": memory binds, " + hidden("arithmetic", run);
                    case LINK -> ": the link binds";
                    case DISPATCH -> ": the host binds, as the layers take longer to start than to run";
                }
                + added;
    }

    private static String hidden(String shorter, Run run) {
        return run.overlap() == 1
                ? shorter + " hides behind it"
                : Math.round(100 * run.overlap()) + " % of the " + shorter + " hides behind it";
    }

    private void totals(OperatorTotal total) {
        line(
                "this pass",
                "%s, %s, %s of the pass; %s FLOP/B",
                runs(total),
                Units.seconds(total.seconds()),
                percent(explanation.share(total)),
                Units.number(total.work().arithmeticIntensity()));
        OperatorTotal all = explanation.everywhere(total);
        line(
                "all passes",
                "%s, %s, %s of the generation",
                runs(all),
                Units.seconds(all.seconds()),
                percent(all.seconds() / prediction.totals().seconds()));
    }

    private static String runs(OperatorTotal total) {
        return many(total.calls(), "run", "runs");
    }

    private static String many(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private void sources(List<Run> runs) {
        runs.stream()
                .flatMap(run -> run.definition().stream())
                .map(Definition::source)
                .distinct()
                .forEach(source -> text.append(Paragraph.of("sources: operator ", source, width)));
        text.append(Paragraph.of(
                "         counts ", "docs/method.md, section Counting; core/op/Work.java prices them", width));
        text.append(Paragraph.of(
                "         time ",
                "Williams et al., \"Roofline\", CACM 52(4), 2009; docs/method.md, section Time",
                width));
        text.append(Paragraph.of(
                "         profile ", prediction.scenario().profile().source(), width));
        text.append(Paragraph.of("         device ", prediction.device().source(), width));
    }

    private void words(String format, Object... values) {
        text.append(Paragraph.of("", String.format(Locale.ROOT, format, values), width));
    }

    private void line(String label, String format, Object... values) {
        line(label, String.format(Locale.ROOT, format, values));
    }

    private void line(String label, String words) {
        text.append(Paragraph.of(label, LABEL, words, width));
    }
}
