package org.unmask.app.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Routing;
import org.unmask.core.text.Units;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.Sample;
import org.unmask.cost.crossover.TokenCrossover;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.PointQuoter;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;
import org.unmask.cost.roofline.Profile;

/// Compares a claimed time with those that roofs and usual software take.
///
/// @param claimed  seconds of the part that the claim is about; `roof` and `usual` are seconds of the same part
/// @param atRoof  tokens per pass that the claim implies
record Judgement(
        Priceable priced,
        Bounds bounds,
        double claimed,
        double roof,
        double usual,
        TokenCrossover atRoof,
        TokenCrossover underProfile) {
    /// Printed numbers are rounded, and points of figures read off.
    static final double TOLERANCE = 0.01;

    /// Software that takes longer than this many times the usual has slack.
    static final double SLACK = 2;

    /// Nothing but a wrong unit is so far off.
    private static final double FAR = 100;

    private static final int MOST_DEVICES = 64;
    private static final int MOST_SEQUENCES = 1 << 14;

    /// An outcome and its words.
    record Verdict(Outcome outcome, String words) {}

    Verdict verdict(Prediction roofs) {
        if (isWithin(claimed, roof)) {
            return memory(roofs).orElseGet(this::possible);
        }
        List<String> ways = ways();
        if (atRoof.answer() == Answer.AT && !priced.fixed()) {
            return new Verdict(
                    Outcome.NEEDS_TOKENS_PER_PASS,
                    "needs at least " + tokens(atRoof) + " tokens per pass" + besides() + or(ways));
        }
        return ways.isEmpty()
                ? new Verdict(Outcome.BEYOND_PHYSICS, "beyond physics: " + excess())
                : new Verdict(Outcome.NEEDS_MORE, "needs " + String.join(", or ", ways) + "; that is not stated");
    }

    /// By how much a claim is beyond the roof, and what would not be.
    private String excess() {
        if (atRoof.answer() == Answer.AT) {
            return "needs at least " + tokens(atRoof) + " tokens per pass, more than the stated passes commit";
        }
        double least = atRoof.at().map(Sample::diffusionSeconds).orElse(roof);
        double limit = atRoof.at().map(Sample::autoregressiveSeconds).orElse(claimed);
        double times = least / limit;
        return Units.number(times) + " times as fast as "
                + (priced.fixed() ? "the roof allows" : "passes that commit whole blocks")
                + enough().map(count -> " (" + count + " devices would do)").orElse("")
                + (times >= FAR ? "; is the unit right?" : "");
    }

    private static boolean isWithin(double seconds, double least) {
        return seconds >= least * (1 - TOLERANCE);
    }

    /// Weights that do not fit lie elsewhere, or have fewer bits.
    private Optional<Verdict> memory(Prediction roofs) {
        long weights = roofs.memory().weightBytes();
        long capacity = roofs.totals().capacityBytes();
        return weights <= capacity
                ? Optional.empty()
                : Optional.of(new Verdict(
                        Outcome.NEEDS_MORE,
                        "needs weights of fewer bits, more memory or more devices: " + Units.bytes(weights)
                                + " of weights do not fit " + Units.bytes(capacity) + "; that is not stated"));
    }

    private Verdict possible() {
        double slack = claimed / usual;
        if (slack > SLACK) {
            return new Verdict(
                    Outcome.SLACK, Units.number(slack) + " times slack" + (slack >= FAR ? "; is the unit right?" : ""));
        }
        return new Verdict(Outcome.PLAUSIBLE, "plausible");
    }

    private String besides() {
        return underProfile.answer() == Answer.AT
                ? ", " + tokens(underProfile) + " with usual software"
                : underProfile.answer() == Answer.NEVER ? ", and faster software than usual" : "";
    }

    private static String or(List<String> ways) {
        return ways.isEmpty() ? "" : ", or " + String.join(", or ", ways);
    }

    private static String tokens(TokenCrossover tokens) {
        return String.format(Locale.ROOT, "%.2f", tokens.tokensPerPass().orElseThrow());
    }

    /// What is not stated and would make it possible.
    private List<String> ways() {
        List<String> ways = new ArrayList<>();
        batch().ifPresent(batch -> ways.add("a batch of at least " + batch));
        if (shared().map(this::isPossible).orElse(false)) {
            ways.add("tokens that go to the same experts");
        }
        return ways;
    }

    private boolean isPossible(Scenario scenario) {
        return isWithin(claimed, bounds.seconds(bounds.prediction(scenario, Profile.ROOFLINE)));
    }

    /// The least batch at which the roof allows the rate, if the batch is not stated.
    private Optional<Integer> batch() {
        if (priced.batchIsStated() || !bounds.measure().isOfAll()) {
            return Optional.empty();
        }
        PointQuoter quoter = new PointQuoter(priced.scenario(), bounds.files());
        int most = 1;
        while (most < MOST_SEQUENCES && quoted(quoter, most).fits() && !isAllowed(quoter, most)) {
            most *= 2;
        }
        if (!isAllowed(quoter, most)) {
            return Optional.empty();
        }
        int low = most / 2;
        int high = most;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (isAllowed(quoter, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return quoted(quoter, high).fits() ? Optional.of(high) : Optional.empty();
    }

    private boolean isAllowed(PointQuoter quoter, int batch) {
        return isWithin(claimed * batch, quoted(quoter, batch).seconds());
    }

    private Totals quoted(PointQuoter quoter, int batch) {
        Scenario scenario = priced.scenario();
        return quoter.quote(scenario.of(scenario.strategy(), scenario.request().ofBatch(batch)));
    }

    /// The number of devices, a power of two, that would do; empty if the number is stated, or none would.
    private Optional<Integer> enough() {
        if (priced.devicesAreStated() || !priced.fixed()) {
            return Optional.empty();
        }
        for (int count = 2; count <= MOST_DEVICES; count *= 2) {
            if (isPossible(on(Reading.pooled(priced.scenario().device(), count)))) {
                return Optional.of(count);
            }
        }
        return Optional.empty();
    }

    private Scenario on(Device device) {
        Scenario scenario = priced.scenario();
        return Scenario.of(scenario.model(), device, scenario.strategy(), scenario.request(), scenario.types());
    }

    /// A model with as many experts as one token goes through, if there are experts.
    private Optional<Scenario> shared() {
        Scenario scenario = priced.scenario();
        Architecture architecture = scenario.model().architecture();
        return architecture
                .experts()
                .map(experts -> Scenario.of(
                        scenario.model().with(architecture.with(chosen(experts))),
                        scenario.device(),
                        scenario.strategy(),
                        scenario.request(),
                        scenario.types()));
    }

    private static Experts chosen(Experts experts) {
        Routing old = experts.routing();
        Routing routing = new Routing(old.score(), old.renormalised(), old.scale(), old.bias(), 1, 1);
        return new Experts(
                experts.perToken(),
                experts.perToken(),
                experts.intermediate(),
                experts.sharedIntermediate(),
                experts.denseLayers(),
                routing);
    }
}
