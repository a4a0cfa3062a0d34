package org.unmask.app.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.core.text.Column;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Energy;
import org.unmask.cost.predict.Interval;
import org.unmask.cost.predict.Money;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Totals;

/// One prediction as a page of text.
final class TextPage {
    /// Longer lines are hard to read.
    private static final int WIDEST = 100;

    private static final int LABEL = 14;
    private static final String MORE = "--format json";

    private final Prediction prediction;
    private final Totals totals;
    private final Deployment deployment;
    private final int width;
    private final StringBuilder text = new StringBuilder();

    /// @param width  columns of the terminal
    TextPage(Prediction prediction, int width) {
        this.prediction = prediction;
        this.totals = prediction.totals();
        this.deployment = prediction.scenario().deployment();
        this.width = Math.min(width, WIDEST);
    }

    String text() {
        title();
        text.append('\n');
        time();
        work();
        memory();
        line("energy", energy());
        line("cost", cost());
        text.append('\n');
        phases();
        text.append('\n');
        operators();
        text.append('\n');
        sources();
        return text.toString();
    }

    private void title() {
        words("%s on %s, %s", prediction.model().id(), devices(), prediction.strategy());
        words(
                "batch %d, prompt %d, generated %d tokens; %s, logits of %s rows, profile %s",
                prediction.request().batch(),
                prediction.request().promptTokens(),
                prediction.request().generatedTokens(),
                types(prediction.scenario().types()),
                prediction.request().logits().id(),
                prediction.scenario().profile().words(prediction.scenario().types()));
        prediction.scenario().types().storage().ifPresent(storage -> words("weights: %s", storage.words()));
        prediction
                .model()
                .architecture()
                .experts()
                .map(Experts::skew)
                .filter(skew -> !skew.isNone())
                .ifPresent(skew -> words("experts: chosen with weight 1/rank^%s, an assumption", skew.exponent()));
        if (prediction.draftPasses() > 0) {
            words(
                    "drafter %s: %d of the passes; its weights, keys and values are in memory beside those of %s",
                    prediction.scenario().drafter().map(Model::id).orElse("within the model"),
                    prediction.draftPasses(),
                    prediction.model().id());
        }
        if (isShared()) {
            Deployment.Link link = deployment.link();
            words(
                    "tensor parallel %d, pipeline parallel %d, %slink %s: %s/s, %s",
                    deployment.tensor(),
                    deployment.stages(),
                    deployment.ranks() > 1 ? "expert parallel " + deployment.ranks() + ", " : "",
                    link.id(),
                    Units.bytes(link.bytesPerSecond()),
                    link.latencySeconds() > 0
                            ? Units.seconds(link.latencySeconds()) + " a message"
                            : "latency not known, counted as 0");
            experts();
        }
    }

    /// How many experts a rank holds of each layer, and how sequences are divided.
    private void experts() {
        if (deployment.ranks() > 1) {
            int count =
                    prediction.model().architecture().experts().orElseThrow().count();
            words(
                    "experts: %s of %d a rank, each layer waits for the busiest; %s",
                    count % deployment.ranks() == 0
                            ? "" + count / deployment.ranks()
                            : count / deployment.ranks() + " or " + (count / deployment.ranks() + 1),
                    count,
                    deployment.groups() > 1
                            ? deployment.groups() + " groups of "
                                    + (deployment.tensor() == 1 ? "one device" : deployment.tensor() + " devices")
                                    + " with sequences of their own"
                            : "every rank has the rows of all sequences");
        }
    }

    private boolean isShared() {
        return deployment.devices() > 1;
    }

    private String devices() {
        return (isShared() ? deployment.devices() + " x " : "")
                + prediction.device().name();
    }

    private static String types(DTypes types) {
        return types.equals(DTypes.all(types.compute()))
                ? types.label()
                : types.weightLabel() + " weights, " + types.activation().id() + " activations, "
                        + types.keyValue().id() + " keys and values";
    }

    private void time() {
        line(
                "time",
                "%s for %d passes (first token after %s)",
                Units.seconds(totals.seconds()),
                totals.passes(),
                Units.seconds(totals.firstTokenSeconds()));
        prediction
                .interval()
                .ifPresent(interval -> line(
                        "interval",
                        "%s to %s (%.0f %%, from the standard errors of profile %s and the scatter of its sources)",
                        Units.seconds(interval.low()),
                        Units.seconds(interval.high()),
                        100 * Interval.SHARE,
                        prediction.scenario().profile().id()));
        line(
                "throughput",
                "%s tokens/s, %s a user, %s a device, %s tokens per pass",
                Units.number(totals.tokensPerSecond()),
                Units.number(totals.tokensPerSecondPerUser()),
                Units.number(totals.tokensPerSecondPerDevice()),
                Units.number(totals.tokensPerPass()));
        prediction
                .acceptance()
                .ifPresent(answers -> line(
                        "acceptance",
                        "that of %s in %d answers to %s: %s tokens a pass of a sequence, one at a time",
                        answers.model(),
                        answers.count(),
                        answers.data(),
                        Units.number(answers.tokensPerPass())));
        prediction
                .range()
                .ifPresent(range -> line(
                        "range",
                        "%s to %s, %s to %s tokens/s, %d to %d passes (10th to 90th percentile)",
                        Units.seconds(range.few().seconds()),
                        Units.seconds(range.many().seconds()),
                        Units.number(range.many().tokensPerSecond()),
                        Units.number(range.few().tokensPerSecond()),
                        range.few().passes(),
                        range.many().passes()));
    }

    private void work() {
        Work work = totals.work();
        line(
                "work",
                "%s in matrices, %s moved (weights %s, keys and values %s)",
                Units.si(work.matmulFlops(), "FLOP"),
                Units.bytes(work.bytes()),
                Units.bytes(work.weightBytes()),
                Units.bytes(work.keyValueBytes()));
        if (isShared()) {
            line("sent", "%s over the link, all devices together", Units.bytes(work.linkBytes()));
        }
        line(
                "intensity",
                "%.2f FLOP/B, ridge of the device %.0f",
                work.arithmeticIntensity(),
                prediction.device().ridge(prediction.scenario().types().compute()));
    }

    private void memory() {
        MemoryEstimate memory = totals.memory();
        line(
                "memory",
                "%s of %s%s; largest batch %d%s",
                Units.bytes(memory.totalBytes()),
                Units.bytes(totals.capacityBytes()),
                isShared() ? " on the fullest device" : "",
                prediction.largestBatch(),
                totals.fits() ? "" : "; DOES NOT FIT");
        line(
                "",
                "weights %s, KV cache %s, activations %s, logits %s",
                Units.bytes(memory.weightBytes()),
                Units.bytes(memory.keyValueBytes()),
                Units.bytes(memory.activationBytes()),
                Units.bytes(memory.logitBytes()));
    }

    private String energy() {
        return totals.energy()
                .map(energy -> "at most " + Units.si(energy.joules(), "J") + ", "
                        + Units.small(energy.joulesPerToken(), "J") + " a token (" + Units.si(energy.watts(), "W")
                        + ", board power the whole time)")
                .orElseGet(() -> Energy.missing(prediction.device()));
    }

    private String cost() {
        return totals.money()
                .map(money -> Units.significant(money.dollarsPerMillionTokens()) + " dollars a million tokens, at "
                        + Units.significant(money.dollarsPerHour()) + " dollars an hour")
                .orElseGet(() -> Money.missing(prediction.device()));
    }

    private void phases() {
        Timeline timeline = prediction.timeline();
        text.append(TextTable.of(TimelineColumns.PHASES, MORE).of(timeline.phases(), width));
    }

    private void operators() {
        List<Column<TimelineColumns.Part>> columns = new ArrayList<>(TimelineColumns.OPERATORS);
        if (prediction.scenario().profile().timings().isPresent()) {
            columns.add(2, TimelineColumns.BASIS);
        }
        TextTable<TimelineColumns.Part> table = TextTable.of(columns, MORE);
        text.append(table.of(
                prediction.timeline().operators().stream()
                        .map(operator -> new TimelineColumns.Part(prediction, operator))
                        .toList(),
                width));
    }

    private void sources() {
        source("sources: model ", prediction.model().source());
        prediction.scenario().drafter().ifPresent(drafter -> source("         drafter ", drafter.source()));
        source("         device ", prediction.device().source());
        prediction.scenario().upkeep().watts().ifPresent(watts -> source("         power ", watts.source()));
        totals.money().ifPresent(money -> source("         price ", money.source()));
        if (isShared()) {
            source("         link ", deployment.link().source());
        }
    }

    private void source(String label, String words) {
        text.append(Paragraph.of(label, words, width));
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
