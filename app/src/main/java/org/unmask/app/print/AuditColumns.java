package org.unmask.app.print;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.unmask.app.audit.Audited;
import org.unmask.core.text.Column;
import org.unmask.core.text.Units;

/// The columns of audited claims, a line for each claim.
public final class AuditColumns {
    private static final Column<Audited> SOURCE = Column.text(
            "claim",
            "File and row, or what it is called there.",
            audited -> audited.claim().source());

    /// The columns that tell settings apart: what a claim was priced as, or else what it states.
    static final List<Column<Audited>> SETTINGS = List.of(
            setting(
                    "model",
                    "Model of the catalogue, or the name that the claim gives it.",
                    Audited.Setting::model,
                    audited -> audited.claim().stated().model()),
            setting(
                    "device",
                    "Device of the catalogue, or the name that the claim gives it.",
                    Audited.Setting::device,
                    audited -> audited.claim().stated().device()),
            setting(
                    "strategy",
                    "Decoding strategy.",
                    Audited.Setting::strategy,
                    audited -> audited.claim().stated().strategy()),
            count("devices", "Devices that share the model.", Audited.Setting::devices),
            count("batch", "Sequences computed together.", Audited.Setting::batch),
            count("prompt_tokens", "Tokens of a prompt.", Audited.Setting::promptTokens)
                    .headed("prompt"),
            count("generated_tokens", "Generated tokens of a sequence.", Audited.Setting::generatedTokens)
                    .headed("generated"),
            setting("types", "Element types.", Audited.Setting::types, _ -> Optional.empty()));

    private static final List<Column<Audited>> VERDICTS = List.of(
            Column.<Audited>realIfKnown("claimed", "", "Number that is claimed.", AuditColumns::claimed)
                    .shown(audited -> shown(audited, claimed(audited))),
            Column.text("verdict", "Verdict, or why there is none.", Audited::words),
            share(),
            number(
                    "roof",
                    "Best that the roofs allow; one token a pass where passes are not stated.",
                    Audited.Numbers::roof),
            number("profile", "Prediction of the runtime profile with the same passes.", Audited.Numbers::profile)
                    .headed("usual"),
            tokens(
                            "tokens_per_pass_at_roof",
                            "Tokens per pass that the claim implies at full roof: 1 if one is enough, empty if none are.",
                            Audited.Numbers::tokensAtRoof)
                    .headed("tokens/pass at roof"),
            tokens(
                            "tokens_per_pass_under_profile",
                            "Tokens per pass that the claim implies under the profile.",
                            Audited.Numbers::tokensUnderProfile)
                    .headed("under profile"),
            number(
                            "autoregressive_roof",
                            "Roof of the same model, token by token.",
                            Audited.Numbers::autoregressiveRoof)
                    .headed("token by token"),
            number(
                            "autoregressive_profile",
                            "Prediction of the profile for the same model, token by token.",
                            Audited.Numbers::autoregressiveProfile)
                    .headed("under profile"),
            Column.text(
                    "outcome",
                    "Name of the verdict.",
                    audited -> audited.outcome().id()),
            tokens(
                    "tokens_per_pass_stated",
                    "Generated tokens of a sequence over all passes, as stated.",
                    Audited.Numbers::tokensStated),
            Column.text(
                    "quantity",
                    "What is claimed.",
                    audited -> audited.claim().measure().id()),
            Column.text(
                    "unit",
                    "Unit of the numbers.",
                    audited -> audited.claim().measure().unit()),
            Column.text(
                    "assumed", "What is not stated, and was assumed.", audited -> String.join("; ", audited.assumed())),
            Column.text(
                    "address",
                    "Where it was published.",
                    audited -> audited.claim().address()));

    /// The columns that a terminal shows beside the settings, in order of importance.
    static final List<Column<Audited>> SHOWN = Stream.concat(
                    Column.of(
                            VERDICTS,
                            "claimed",
                            "verdict",
                            "share",
                            "roof",
                            "profile",
                            "tokens_per_pass_at_roof",
                            "tokens_per_pass_under_profile",
                            "autoregressive_roof",
                            "autoregressive_profile")
                            .stream(),
                    Stream.of(SOURCE))
            .toList();

    /// The columns of a page: settings, then what a terminal shows.
    public static List<Column<Audited>> page() {
        return Stream.concat(SETTINGS.stream(), SHOWN.stream()).toList();
    }

    /// All columns, for files.
    public static final List<Column<Audited>> ALL =
            Stream.of(List.of(SOURCE), SETTINGS, VERDICTS).flatMap(List::stream).toList();

    private AuditColumns() {}

    private static Column<Audited> setting(
            String id,
            String meaning,
            Function<Audited.Setting, String> priced,
            Function<Audited, Optional<String>> stated) {
        Function<Audited, String> value = audited ->
                audited.setting().map(priced).or(() -> stated.apply(audited)).orElse("");
        return Column.<Audited>text(id, meaning, value)
                .shown(audited -> value.apply(audited).isEmpty() ? Column.UNKNOWN : value.apply(audited));
    }

    private static Column<Audited> count(String id, String meaning, Function<Audited.Setting, Integer> priced) {
        return Column.wholeIfKnown(
                id, "", meaning, audited -> audited.setting().map(priced).map(Integer::longValue));
    }

    private static OptionalDouble claimed(Audited audited) {
        return audited.claim().number().map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static Column<Audited> number(String id, String meaning, ToDoubleFunction<Audited.Numbers> value) {
        Function<Audited, OptionalDouble> known = audited -> audited.numbers()
                .map(numbers -> OptionalDouble.of(value.applyAsDouble(numbers)))
                .orElse(OptionalDouble.empty());
        return Column.<Audited>realIfKnown(id, "", meaning, known)
                .shown(audited -> shown(audited, known.apply(audited)));
    }

    private static Column<Audited> tokens(
            String id, String meaning, Function<Audited.Numbers, Optional<Double>> value) {
        return Column.realIfKnown(
                id,
                "",
                meaning,
                audited ->
                        audited.numbers().flatMap(value).map(OptionalDouble::of).orElse(OptionalDouble.empty()));
    }

    private static Column<Audited> share() {
        return Column.<Audited>realIfKnown(
                        "share",
                        "%",
                        "Share of the roof that the claim reaches; above 1 it is beyond it.",
                        audited -> audited.numbers()
                                .map(numbers -> OptionalDouble.of(numbers.share()))
                                .orElse(OptionalDouble.empty()))
                .headed("of roof")
                .shown(audited -> audited.numbers()
                        .map(numbers -> String.format(Locale.ROOT, "%.0f %%", 100 * numbers.share()))
                        .orElse(Column.UNKNOWN));
    }

    /// A number of the claim, with its unit.
    static String shown(Audited audited, OptionalDouble value) {
        if (value.isEmpty()) {
            return Column.UNKNOWN;
        }
        return audited.claim().measure().unit().equals("s")
                ? Units.seconds(value.getAsDouble())
                : Units.number(value.getAsDouble()) + " tokens/s";
    }
}
