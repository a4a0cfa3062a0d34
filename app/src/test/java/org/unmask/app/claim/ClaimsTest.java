package org.unmask.app.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.unmask.app.claim.Observed.Evidence;
import org.unmask.core.decode.StrategySpec;
import org.unmask.report.Label.Role;
import org.unmask.result.Checkpoint;
import org.unmask.result.Drawing;
import org.unmask.result.ElementTypes;
import org.unmask.result.Header;
import org.unmask.result.Load;
import org.unmask.result.Machine;
import org.unmask.result.Prompts;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Stack;

/// Rules and verdicts on times that were made up for the purpose.
class ClaimsTest {
    private static Observed time(Role role, int prompt, int batch, int steps, double seconds) {
        return new Observed(
                Evidence.MEASUREMENT,
                "here",
                role,
                role.id(),
                prompt,
                32,
                batch,
                steps,
                seconds,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static Verdict verdict(List<Finding> findings) {
        return Verdict.of(findings, Evidence.MEASUREMENT);
    }

    @Test
    void stepsOfEqualTimeAreLinear() {
        List<Finding> findings = Rules.linearInSteps(List.of(
                time(Role.FULL, 64, 1, 32, 3.2),
                time(Role.FULL, 64, 1, 16, 1.6),
                time(Role.FULL, 64, 1, 8, 0.81),
                time(Role.CACHED, 64, 1, 32, 3.2),
                time(Role.CACHED, 64, 1, 8, 2)));

        assertThat(findings).extracting(Finding::holds).containsExactly(true, false);
        assertThat(findings.getLast().value()).isEqualTo(2 / 8.0 / 0.1 - 1);
        assertThat(verdict(findings).words()).isEqualTo("only with decoding full canvas");
    }

    /// Autoregression gains 4 times from a batch of 8, the full canvas nothing: ahead at batch 1, behind at batch 8.
    @Test
    void theLargestBatchDecidesWhoIsAhead() {
        List<Observed> times = new ArrayList<>(List.of(
                time(Role.ARM, 64, 1, 32, 2),
                time(Role.ARM, 64, 8, 32, 4),
                time(Role.FULL, 64, 1, 32, 1),
                time(Role.FULL, 64, 8, 32, 8)));
        assertThat(Rules.aheadInBatches(times)).singleElement().satisfies(finding -> {
            assertThat(finding.holds()).isTrue();
            assertThat(finding.value()).isEqualTo(0.5);
        });

        times.removeLast();
        assertThat(Rules.aheadInBatches(times)).isEmpty();
    }

    @Test
    void fewerStepsAreTheKeyIfTheyTurnTheComparison() {
        List<Observed> times =
                List.of(time(Role.ARM, 64, 1, 32, 1), time(Role.FULL, 64, 1, 32, 2), time(Role.FULL, 64, 1, 8, 0.5));
        assertThat(Rules.stepsDecide(times))
                .singleElement()
                .satisfies(finding -> assertThat(finding.holds()).isTrue());
        List<Observed> faster =
                List.of(time(Role.ARM, 64, 1, 32, 3), time(Role.FULL, 64, 1, 32, 2), time(Role.FULL, 64, 1, 8, 0.5));
        assertThat(Rules.stepsDecide(faster))
                .singleElement()
                .satisfies(finding -> assertThat(finding.holds()).isFalse());
    }

    @Test
    void growthIsComparedWithThatOfAutoregression() {
        List<Observed> times = List.of(
                time(Role.ARM, 64, 1, 32, 1),
                time(Role.ARM, 1024, 1, 32, 1.5),
                time(Role.FULL, 64, 1, 32, 1),
                time(Role.FULL, 1024, 1, 32, 12),
                time(Role.BLOCK, 64, 1, 32, 1),
                time(Role.BLOCK, 1024, 1, 32, 1.5));

        assertThat(Rules.growsWithContext(times)).singleElement().satisfies(finding -> {
            assertThat(finding.value()).isEqualTo(8);
            assertThat(finding.holds()).isTrue();
            assertThat(finding.task()).isEqualTo(Task.DOCUMENT);
        });
        assertThat(Rules.scalesWithContext(times))
                .singleElement()
                .satisfies(finding -> assertThat(finding.holds()).isTrue());
        assertThat(Rules.blocksCutLatency(times))
                .singleElement()
                .satisfies(finding -> assertThat(finding.value()).isEqualTo(8));
        assertThat(Rules.nearAutoregression(times))
                .singleElement()
                .satisfies(finding -> assertThat(finding.holds()).isTrue());
    }

    @Test
    void whatACacheGainsShrinksOrNot() {
        List<Observed> times = List.of(
                time(Role.ARM, 64, 1, 32, 1),
                time(Role.ARM, 64, 8, 32, 1),
                time(Role.FULL, 64, 1, 32, 2),
                time(Role.FULL, 64, 8, 32, 16),
                time(Role.CACHED, 64, 1, 32, 1),
                time(Role.CACHED, 64, 8, 32, 2));

        assertThat(Rules.gainShrinks(times))
                .singleElement()
                .satisfies(finding -> assertThat(finding.value()).isEqualTo(0.5));
        assertThat(Rules.gainOverPlainShrinks(times)).singleElement().satisfies(finding -> {
            assertThat(finding.value()).isEqualTo(4);
            assertThat(finding.holds()).isFalse();
        });
    }

    @Test
    void verdictsSayWhatTellsThemApart() {
        assertThat(verdict(List.of()).words()).isEqualTo("not measured");
        assertThat(verdict(List.of(finding("1", "a", true), finding("8", "a", true)))
                        .words())
                .isEqualTo("confirmed");
        assertThat(verdict(List.of(finding("1", "a", false))).words()).isEqualTo("not confirmed");
        assertThat(verdict(List.of(finding("1", "a", true), finding("1", "b", true), finding("8", "a", false)))
                        .words())
                .isEqualTo("only with batch 1");
        assertThat(verdict(List.of(
                                finding("1", "a", true),
                                finding("1", "b", false),
                                finding("8", "a", false),
                                finding("8", "b", true)))
                        .words())
                .isEqualTo("only with batch 1 at device a or 8 at device b");
        assertThat(verdict(List.of(
                                finding("1", "a", true),
                                finding("1", "a", false),
                                finding("8", "a", true),
                                finding("8", "b", true)))
                        .words())
                .isEqualTo("in 3 of 4 settings; always with batch 8");
    }

    private static Finding finding(String batch, String device, boolean holds) {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("batch", batch);
        conditions.put("device", device);
        return new Finding(Evidence.MEASUREMENT, Task.CODING, conditions, 1, holds);
    }

    /// Two repetitions of 2 and 4 seconds have the median 3; a run that timed operators is no sample.
    @Test
    void measuredTimesAreMediansOfRepetitions() {
        Setting setting = new Setting(
                Checkpoint.named("small-dlm"),
                Optional.of(StrategySpec.parse("dual-cache:block=16,steps=8")),
                Load.batch(4, 64, 16),
                Optional.empty(),
                Optional.empty(),
                ElementTypes.UNKNOWN,
                Stack.UNKNOWN,
                new Machine(Optional.of("Imaginary CPU"), Optional.empty(), Optional.empty()),
                Optional.empty(),
                Drawing.UNKNOWN,
                Optional.empty(),
                Prompts.UNKNOWN);
        List<RunResult> runs = List.of(
                new RunResult(setting, 0, 2, List.of(), List.of(), 0),
                new RunResult(setting, 1, 4, List.of(), List.of(), 0),
                new RunResult(setting, -1, 9, List.of(), List.of(new RunResult.OperatorSample("embed", 1, 1)), 0));
        Results results = new Results(
                Path.of("results.jsonl"),
                new Header("measure", "a", Instant.EPOCH, Map.of()),
                List.of(),
                runs,
                List.of(),
                List.of(),
                List.of(),
                "");

        assertThat(Sources.measured(results))
                .containsExactly(new Observed(
                        Evidence.MEASUREMENT,
                        "Imaginary CPU",
                        Role.CACHED,
                        "dual-cache",
                        64,
                        16,
                        4,
                        8,
                        3,
                        OptionalDouble.empty(),
                        OptionalDouble.empty()));
    }
}
