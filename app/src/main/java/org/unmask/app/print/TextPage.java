package org.unmask.app.print;

import java.util.Locale;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.core.text.Units;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.predict.Energy;
import org.unmask.cost.predict.Money;
import org.unmask.cost.predict.Prediction;

/// One prediction as a page of text.
final class TextPage {
    private static final int WIDTH = 100;

    private TextPage() {}

    private static String types(DTypes types) {
        return types.equals(DTypes.all(types.compute()))
                ? types.label()
                : types.weight().id() + " weights, " + types.activation().id() + " activations, "
                        + types.keyValue().id() + " keys and values";
    }

    private static String devices(Prediction p) {
        int devices = p.scenario().deployment().devices();
        return (devices > 1 ? devices + " x " : "") + p.device().name();
    }

    private static String energy(Prediction p) {
        return p.energy()
                .map(energy -> String.format(
                        Locale.ROOT,
                        "at most %s, %s a token (%s, board power the whole time)",
                        Units.si(energy.joules(), "J"),
                        Units.small(energy.joulesPerToken(), "J"),
                        Units.si(energy.watts(), "W")))
                .orElseGet(() -> Energy.missing(p.device()));
    }

    private static String cost(Prediction p) {
        return p.money()
                .map(money -> String.format(
                        Locale.ROOT,
                        "%s dollars a million tokens, at %s dollars an hour",
                        Units.significant(money.dollarsPerMillionTokens()),
                        Units.significant(money.dollarsPerHour())))
                .orElseGet(() -> Money.missing(p.device()));
    }

    static String of(Prediction p) {
        Timeline timeline = p.timeline();
        Work work = timeline.work();
        StringBuilder text = new StringBuilder();
        line(text, "%s on %s, %s", p.model().id(), devices(p), p.strategy());
        wrapped(
                text,
                "",
                String.format(
                        Locale.ROOT,
                        "batch %d, prompt %d, generated %d tokens; %s, logits of %s rows, profile %s",
                        p.request().batch(),
                        p.request().promptTokens(),
                        p.request().generatedTokens(),
                        types(p.scenario().types()),
                        p.request().logits().id(),
                        p.scenario().profile().id()));
        Deployment deployment = p.scenario().deployment();
        if (deployment.devices() > 1) {
            Deployment.Link link = deployment.link();
            line(
                    text,
                    "tensor parallel %d, pipeline parallel %d, link %s: %s/s, %s",
                    deployment.tensor(),
                    deployment.stages(),
                    link.id(),
                    Units.bytes(link.bytesPerSecond()),
                    link.latencySeconds() > 0
                            ? Units.seconds(link.latencySeconds()) + " a message"
                            : "latency not known, counted as 0");
        }
        line(text, "");
        line(
                text,
                "time          %s for %d passes (first token after %s)",
                Units.seconds(timeline.seconds()),
                timeline.passes().size(),
                Units.seconds(timeline.firstTokenSeconds()));
        line(
                text,
                "throughput    %s tokens/s, %s a user, %s a device, %s tokens per pass",
                Units.number(timeline.tokensPerSecond()),
                Units.number(p.tokensPerSecondPerUser()),
                Units.number(p.tokensPerSecondPerDevice()),
                Units.number(timeline.tokensPerPass()));
        line(
                text,
                "work          %s in matrices, %s moved (weights %s, keys and values %s)",
                Units.si(work.matmulFlops(), "FLOP"),
                Units.bytes(work.bytes()),
                Units.bytes(work.weightBytes()),
                Units.bytes(work.keyValueBytes()));
        if (deployment.devices() > 1) {
            line(text, "sent          %s over the link, all devices together", Units.bytes(work.linkBytes()));
        }
        line(
                text,
                "intensity     %.2f FLOP/B, ridge of the device %.0f",
                work.arithmeticIntensity(),
                p.device().ridge(p.scenario().types().compute()));
        line(
                text,
                "memory        %s of %s%s; largest batch %d%s",
                Units.bytes(p.memory().totalBytes()),
                Units.bytes(p.device().memoryBytes()),
                deployment.devices() > 1 ? " on the fullest device" : "",
                p.largestBatch(),
                p.fits() ? "" : "; DOES NOT FIT");
        line(
                text,
                "              weights %s, KV cache %s, activations %s, logits %s",
                Units.bytes(p.memory().weightBytes()),
                Units.bytes(p.memory().keyValueBytes()),
                Units.bytes(p.memory().activationBytes()),
                Units.bytes(p.memory().logitBytes()));
        line(text, "energy        %s", energy(p));
        line(text, "cost          %s", cost(p));
        line(text, "");
        line(text, "%-12s %8s %9s %17s %12s %9s", "phase", "passes", "queries", "context", "time", "FLOP/B");
        for (Timeline.PhaseTotal phase : timeline.phases()) {
            line(
                    text,
                    "%-12s %8d %9d %17s %12s %9.2f",
                    phase.name(),
                    phase.passes(),
                    phase.queries(),
                    phase.contextFirst() == phase.contextLast()
                            ? "" + phase.contextFirst()
                            : phase.contextFirst() + " to " + phase.contextLast(),
                    Units.seconds(phase.seconds()),
                    phase.work().arithmeticIntensity());
        }
        line(text, "");
        line(
                text,
                "%-14s %9s %15s %12s %9s %12s %6s  %s",
                "operator",
                "calls",
                "matmul",
                "bytes",
                "FLOP/B",
                "time",
                "share",
                "bound");
        for (OperatorTotal o : timeline.operators()) {
            line(
                    text,
                    "%-14s %9d %15s %12s %9.1f %12s %5.1f%%  %s",
                    o.name(),
                    o.calls(),
                    Units.si(o.work().matmulFlops(), "FLOP"),
                    Units.bytes(o.work().bytes() + o.work().linkBytes()),
                    o.work().arithmeticIntensity(),
                    Units.seconds(o.seconds()),
                    100 * o.seconds() / timeline.seconds(),
                    p.bound(o).id());
        }
        line(text, "");
        wrapped(text, "sources: model ", p.model().source());
        wrapped(text, "         device ", p.device().source());
        p.scenario().upkeep().watts().ifPresent(watts -> wrapped(text, "         power ", watts.source()));
        p.money().ifPresent(money -> wrapped(text, "         price ", money.source()));
        if (deployment.devices() > 1) {
            wrapped(text, "         link ", deployment.link().source());
        }
        return text.toString();
    }

    /// Words on as many lines as the width asks for. An address is never broken, however long.
    private static void wrapped(StringBuilder text, String label, String words) {
        StringBuilder line = new StringBuilder(label);
        String gap = "";
        for (String word : words.split("\\s+", -1)) {
            if (!gap.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(" ".repeat(label.length()));
                gap = "";
            }
            line.append(gap).append(word);
            gap = " ";
        }
        text.append(line).append('\n');
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
