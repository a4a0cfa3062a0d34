package org.unmask.app.audit;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Reason;
import org.unmask.cost.crossover.TokenCrossover;
import org.unmask.cost.crossover.TokensWithin;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;

/// Judges claims by the roofline, which nothing is faster than, and by a runtime profile, which says what usual software
/// takes. Not thread-safe.
public final class Auditor {
    private final Reading reading;
    private final Profile profile;
    private final StrategyFiles files;

    /// An auditor.
    ///
    /// @param profile  of software as it is used without much care
    /// @param files  reads those that strategies name
    /// @param given  names of models and devices that may be those of files
    /// @throws IOException if a file of the catalogue cannot be read
    public Auditor(Catalog catalog, Profile profile, StrategyFiles files, Set<String> given) throws IOException {
        this.reading = new Reading(catalog, given);
        this.profile = profile;
        this.files = files;
    }

    /// What physics says of a claim. One that cannot be audited has the reason in place of the verdict.
    ///
    /// @throws IOException if a file of the catalogue cannot be read
    public Audited audit(Claimed claim) throws IOException {
        if (!claim.flaw().isEmpty()) {
            return Audited.unknown(claim, claim.flaw());
        }
        try {
            return judged(claim, number(claim), reading.read(claim));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Audited.unknown(claim, Reason.of(e));
        }
    }

    /// Whether the passes of a claim that can be priced follow from what it states.
    ///
    /// @throws IOException if a file of the catalogue cannot be read
    boolean isCertain(Claimed claim) throws IOException {
        return reading.read(claim).fixed();
    }

    private static double number(Claimed claim) {
        double number = claim.number()
                .orElseThrow(() -> new IllegalArgumentException("no number is stated; expected a rate or a time"));
        if (!(number > 0) || Double.isInfinite(number)) {
            throw new IllegalArgumentException(claim.measure().id() + " is " + number + "; expected a number above 0");
        }
        return number;
    }

    private Audited judged(Claimed claim, double number, Priceable priced) {
        Scenario scenario = priced.scenario();
        Measure measure = claim.measure();
        checkPart(measure, priced);
        Bounds bounds = new Bounds(measure, files);
        double claimed = measure.seconds(number, scenario.request(), priced.devices());
        Prediction roof = bounds.prediction(scenario, Profile.ROOFLINE);
        Prediction usual = bounds.prediction(scenario, profile);
        boolean searched = measure.part() == Measure.Part.WHOLE || measure.part() == Measure.Part.DECODE;
        TokenCrossover atRoof = tokens(searched, scenario, bounds.whole(claimed, roof));
        TokenCrossover underProfile = tokens(searched, scenario.under(profile), bounds.whole(claimed, usual));
        Judgement judgement = new Judgement(
                priced, bounds, claimed, bounds.seconds(roof), bounds.seconds(usual), atRoof, underProfile);
        Judgement.Verdict verdict = judgement.verdict(roof);
        return new Audited(
                claim,
                Optional.of(setting(priced)),
                Optional.of(new Audited.Numbers(
                        measure.value(bounds.seconds(roof), scenario.request(), priced.devices()),
                        bounds.seconds(roof) / claimed,
                        measure.value(bounds.seconds(usual), scenario.request(), priced.devices()),
                        priced.fixed() && !priced.autoregressive()
                                ? Optional.of(roof.totals().tokensPerPass())
                                : Optional.empty(),
                        implied(atRoof),
                        implied(underProfile),
                        autoregressive(priced, bounds, measure, Profile.ROOFLINE),
                        autoregressive(priced, bounds, measure, profile))),
                verdict.outcome(),
                verdict.words(),
                priced.assumed());
    }

    /// A stream of a diffusion model comes in blocks, of passes that are not stated: times to and between its tokens say
    /// nothing of one pass.
    static void checkPart(Measure measure, Priceable priced) {
        boolean streamed = measure == Measure.TOKEN_SECONDS
                || measure == Measure.USER_DECODE_RATE
                || measure.part() == Measure.Part.PROMPT;
        if (streamed && !priced.autoregressive()) {
            throw new IllegalArgumentException(measure.id()
                    + " of a diffusion model, whose tokens come in blocks; the rate of all tokens can be audited");
        }
        if (measure.part() == Measure.Part.DECODE
                && priced.autoregressive()
                && priced.scenario().request().generatedTokens() == 1) {
            throw new IllegalArgumentException(measure.id() + " of one token, which the pass over the prompt gives");
        }
    }

    private TokenCrossover tokens(boolean searched, Scenario scenario, double seconds) {
        return searched
                ? TokensWithin.of(scenario, seconds, files)
                : TokensWithin.of(scenario.of(Strategies.AUTOREGRESSIVE, scenario.request()), seconds, files);
    }

    private static Optional<Double> implied(TokenCrossover tokens) {
        return switch (tokens.answer()) {
            case ALWAYS -> Optional.of(1.0);
            case AT -> Optional.of(tokens.tokensPerPass().orElseThrow());
            case NEVER, DOES_NOT_FIT, NOT_APPLICABLE -> Optional.empty();
        };
    }

    /// What the model reaches, or what it is made of, token by token.
    private double autoregressive(Priceable priced, Bounds bounds, Measure measure, Profile under) {
        Scenario scenario = priced.scenario()
                .of(Strategies.AUTOREGRESSIVE, priced.scenario().request());
        double seconds = bounds.seconds(bounds.prediction(scenario, under));
        return measure.value(seconds, scenario.request(), priced.devices());
    }

    private static Audited.Setting setting(Priceable priced) {
        Scenario scenario = priced.scenario();
        StrategySpec strategy = scenario.strategy();
        return new Audited.Setting(
                scenario.model().id(),
                scenario.device().id(),
                priced.devices(),
                (priced.fixed() ? strategy : strategy.without("tokens-per-pass")).toString(),
                scenario.request().batch(),
                scenario.request().promptTokens(),
                scenario.request().generatedTokens(),
                types(scenario));
    }

    private static String types(Scenario scenario) {
        String weight = scenario.types().weightLabel();
        String activation = scenario.types().activation().id();
        return weight.equals(activation) ? weight : weight + " weights, " + activation + " activations";
    }
}
