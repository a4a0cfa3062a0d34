package org.unmask.cost.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.unmask.core.decode.Pass;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Run;

/// Why a pass of a prediction takes its time: its operators, and of one of them every term.
///
/// @param pass  from 0
/// @param operator  the one that is explained; empty if none was asked for
/// @param runs  of that operator in the pass, or of all if none was asked for; equal ones together
public record Explanation(Prediction prediction, int pass, Optional<OperatorTotal> operator, List<Run> runs) {
    /// Passes with one purpose and as many queries.
    ///
    /// @param first  the first of them, from 0
    /// @param count  how many
    public record Kind(String phase, int queries, int first, int count, double seconds) {}

    public Explanation {
        runs = List.copyOf(runs);
    }

    /// Explains a pass, and an operator of it if one is named.
    ///
    /// @param pass  from 1; if none is given, the first of the kind that takes the most time
    /// @throws UsageException if there is no such pass, or the pass has no such operator
    public static Explanation of(Prediction prediction, OptionalInt pass, Optional<String> operator) {
        int number = pass.isPresent()
                ? checked(prediction, pass.getAsInt()) - 1
                : longest(prediction).first();
        PassTime time = prediction.timeline().passes().get(number);
        Optional<OperatorTotal> total = operator.map(name -> named(time, name));
        List<Run> runs = pricer(prediction.scenario()).runs(time.pass()).stream()
                .filter(run -> total.isEmpty() || run.name().equals(total.get().name()))
                .toList();
        return new Explanation(prediction, number, total, runs);
    }

    private static Pricer pricer(Scenario scenario) {
        return new Pricer(scenario.participants(), Set.of(), scenario.profile(), scenario.deployment());
    }

    private static int checked(Prediction prediction, int pass) {
        int passes = prediction.timeline().passes().size();
        if (pass < 1 || pass > passes) {
            throw new UsageException("--pass " + pass + "; the generation has passes from 1 to " + passes);
        }
        return pass;
    }

    private static OperatorTotal named(PassTime time, String name) {
        return Names.find("operator", name, time.operators(), OperatorTotal::name);
    }

    private static Kind longest(Prediction prediction) {
        return kinds(prediction).stream()
                .reduce((a, b) -> b.seconds() > a.seconds() ? b : a)
                .orElseThrow();
    }

    /// The kinds of passes, in order of first execution.
    public List<Kind> kinds() {
        return kinds(prediction);
    }

    /// The kinds of passes of a prediction, in order of first execution.
    public static List<Kind> kinds(Prediction prediction) {
        record Key(String phase, int queries) {}
        Map<Key, Kind> kinds = new LinkedHashMap<>();
        List<PassTime> passes = prediction.timeline().passes();
        for (int i = 0; i < passes.size(); i++) {
            Pass pass = passes.get(i).pass();
            Key key = new Key(pass.phase().id(), pass.queries());
            kinds.merge(
                    key,
                    new Kind(key.phase(), key.queries(), i, 1, passes.get(i).seconds()),
                    (known, more) -> new Kind(
                            known.phase(),
                            known.queries(),
                            known.first(),
                            known.count() + 1,
                            known.seconds() + more.seconds()));
        }
        return new ArrayList<>(kinds.values());
    }

    /// The pass with what it takes.
    public PassTime time() {
        return prediction.timeline().passes().get(pass);
    }

    /// The sequences of the pass.
    public List<Pass.Group> groups() {
        return time().pass().groups();
    }

    /// The share of an operator in the time of the pass.
    public double share(OperatorTotal some) {
        return some.seconds() / time().seconds();
    }

    /// The operator in all passes of the generation.
    public OperatorTotal everywhere(OperatorTotal some) {
        return prediction.timeline().operators().stream()
                .filter(known -> known.name().equals(some.name()))
                .findFirst()
                .orElseThrow();
    }
}
