package org.unmask.app.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.result.ElementTypes;

/// Verdicts against numbers that a sheet of paper gives.
class AuditorTest {
    /// LLaMA-3-8B without its embedding: 8,030,261,248 less 128,256 · 4096 parameters, two bytes each.
    private static final double DECODE_BYTES = 2.0 * (8_030_261_248L - 128_256L * 4096);

    private static final double A6000_BYTES_PER_SECOND = 768e9;

    /// 32 layers of 879 µs, the floor of a pass under `eager`.
    private static final double EAGER_PASS_SECONDS = 32 * 879e-6;

    private static Auditor auditor;

    @BeforeAll
    static void read() throws IOException {
        Catalog catalog = new Catalog(Path.of(System.getProperty("unmask.home")), Path.of("none"));
        auditor = new Auditor(catalog, catalog.profile("eager").profile(), StrategyFiles.NONE, Set.of());
    }

    private static Claimed.Stated stated(
            String model, String device, String strategy, int batch, int prompt, int tokens) {
        return new Claimed.Stated(
                Optional.of(model),
                Optional.of(device),
                Optional.of(1),
                strategy.isEmpty() ? Optional.empty() : Optional.of(strategy),
                batch == 0 ? Optional.empty() : Optional.of(batch),
                Optional.of(prompt),
                Optional.of(tokens),
                Optional.of(LogitRows.ALL),
                ElementTypes.UNKNOWN,
                Optional.empty(),
                false);
    }

    private static Audited audit(Measure measure, double number, Claimed.Stated stated) throws IOException {
        return auditor.audit(new Claimed("test", "", measure, Optional.of(number), stated, List.of()));
    }

    private static Audited decoding(double tokensPerSecond) throws IOException {
        return audit(Measure.RATE, tokensPerSecond, stated("llama-3-8b", "a6000", "ar", 1, 16, 256));
    }

    /// A name may say what a file leaves out, as those of quantised checkpoints do.
    @Test
    void bitsOfWeightsMayStandInTheNameOfTheModel() throws IOException {
        Audited audited =
                audit(Measure.RATE, 30, stated("TheBloke/Mistral-7B-v0.1-GPTQ", "a100-80gb", "ar", 1, 16, 256));

        assertThat(audited.setting().orElseThrow().types()).contains("int4");
        assertThat(audited.assumed())
                .contains("weights of GPTQ are int4")
                .anyMatch(sentence -> sentence.startsWith("scales of int4 weights are not counted"));
    }

    @Test
    void activationsAreRoundedWhereTheNameSaysSo() throws IOException {
        Audited audited =
                audit(Measure.RATE, 30, stated("neuralmagic/Mistral-7B-v0.1-W8A8", "a100-80gb", "ar", 1, 16, 256));

        assertThat(audited.setting().orElseThrow().types()).contains("w8a8");
    }

    @Test
    void decodingReadsEveryWeightOncePerToken() throws IOException {
        double most = A6000_BYTES_PER_SECOND / DECODE_BYTES;

        Audited.Numbers numbers = decoding(30).numbers().orElseThrow();

        assertThat(numbers.roof()).isLessThan(most).isCloseTo(most, within(0.02 * most));
        assertThat(numbers.share()).isCloseTo(30 / numbers.roof(), within(1e-12));
        assertThat(numbers.profile()).isCloseTo(1 / EAGER_PASS_SECONDS, within(1e-9));
        assertThat(numbers.autoregressiveRoof()).isEqualTo(numbers.roof());
    }

    @Test
    void verdictsFollowFromTheRoofAndTheProfile() throws IOException {
        assertThat(decoding(100).outcome()).isEqualTo(Outcome.BEYOND_PHYSICS);
        assertThat(decoding(30).outcome()).isEqualTo(Outcome.PLAUSIBLE);
        assertThat(decoding(10).outcome()).isEqualTo(Outcome.SLACK);
        assertThat(decoding(10).words()).isEqualTo("3.56 times slack");
        assertThat(decoding(0.03).words()).endsWith("; is the unit right?");
    }

    /// A full canvas with logits of all rows costs the same in every pass.
    @Test
    void tokensPerPassAreTheRatioOfRatesWherePassesCostTheSame() throws IOException {
        Claimed.Stated canvas = stated("llada-8b", "a6000", "diffusion:threshold=0.9", 1, 60, 240);
        double one = audit(Measure.RATE, 1, canvas).numbers().orElseThrow().roof();

        Audited three = audit(Measure.RATE, 3 * one * (1 - 1e-9), canvas);

        assertThat(three.outcome()).isEqualTo(Outcome.NEEDS_TOKENS_PER_PASS);
        assertThat(three.words()).startsWith("needs at least 3.00 tokens per pass");
        assertThat(three.numbers().orElseThrow().tokensAtRoof().orElseThrow()).isCloseTo(3, within(1e-6));
        assertThat(three.numbers().orElseThrow().share()).isCloseTo(3, within(1e-6));
        assertThat(audit(Measure.RATE, 241 * one, canvas).outcome()).isEqualTo(Outcome.BEYOND_PHYSICS);
    }

    @Test
    void statedStepsAreHeldAgainstAClaim() throws IOException {
        Claimed.Stated canvas = stated("llada-8b", "a6000", "diffusion:steps=80", 1, 60, 240);
        Audited.Numbers numbers = audit(Measure.RATE, 1, canvas).numbers().orElseThrow();

        assertThat(numbers.tokensStated()).contains(3.0);
        assertThat(audit(Measure.RATE, 1.6 * numbers.roof() * (1 - 1e-9), canvas)
                        .words())
                .isEqualTo("beyond physics: needs at least 4.80 tokens per pass, more than the stated passes commit");
    }

    @Test
    void aBatchThatIsNotStatedMayExplainARate() throws IOException {
        Audited audited = audit(Measure.RATE, 400, stated("llama-3-8b", "a6000", "", 0, 16, 256));

        assertThat(audited.outcome()).isEqualTo(Outcome.NEEDS_MORE);
        assertThat(audited.words()).isEqualTo("needs a batch of at least 8; that is not stated");
        assertThat(audited.assumed())
                .contains("the batch is 1", "tokens come one by one, without a drafter", "weights are bf16");
    }

    @Test
    void aRateOfOneUserIsThatOfTheBatchOverItsSequences() throws IOException {
        Claimed.Stated batch = stated("llama-3-8b", "a6000", "ar", 8, 16, 256);

        double all = audit(Measure.RATE, 200, batch).numbers().orElseThrow().roof();
        double user =
                audit(Measure.USER_RATE, 200, batch).numbers().orElseThrow().roof();

        assertThat(user).isCloseTo(all / 8, within(1e-9));
        assertThat(audit(Measure.USER_RATE, 200, batch).outcome()).isEqualTo(Outcome.BEYOND_PHYSICS);
        assertThat(audit(Measure.RATE, 200, batch).outcome()).isEqualTo(Outcome.PLAUSIBLE);
    }

    @Test
    void severalDevicesAreOneWithAsManyTimesTheRoofs() throws IOException {
        double one = decoding(30).numbers().orElseThrow().roof();
        Claimed.Stated named = stated("meta-llama/Meta-Llama-3-8B-Instruct", "2x RTX A6000", "ar", 1, 16, 256);
        Claimed.Stated two = new Claimed.Stated(
                named.model(),
                named.device(),
                Optional.empty(),
                named.strategy(),
                named.batch(),
                named.promptTokens(),
                named.generatedTokens(),
                named.logits(),
                named.types(),
                Optional.empty(),
                false);

        Audited audited = audit(Measure.RATE, 30, two);

        assertThat(audited.setting().orElseThrow().devices()).isEqualTo(2);
        assertThat(audited.setting().orElseThrow().model()).isEqualTo("llama-3-8b");
        assertThat(audited.numbers().orElseThrow().roof()).isCloseTo(2 * one, within(1e-9));
    }

    @Test
    void weightsThatDoNotFitNeedMore() throws IOException {
        assertThat(audit(Measure.RATE, 5, stated("mixtral-8x7b", "rtx-4090", "ar", 1, 16, 256))
                        .words())
                .isEqualTo("needs weights of fewer bits, more memory or more devices: 93.4 GB of weights do not fit"
                        + " 24.0 GB; that is not stated");
    }

    @Test
    void mixturesAreNeverBeyondWhatTheSameExpertsAllow() throws IOException {
        Claimed.Stated mixture = stated("qwen3-30b-a3b", "h200-sxm", "ar", 8, 16, 256);
        double even = audit(Measure.RATE, 100, mixture).numbers().orElseThrow().roof();

        Audited audited = audit(Measure.RATE, 1.5 * even, mixture);

        assertThat(audited.words()).isEqualTo("needs tokens that go to the same experts; that is not stated");
        assertThat(audited.assumed()).contains("all experts are used alike");
        assertThat(audit(Measure.RATE, 100 * even, mixture).outcome()).isEqualTo(Outcome.BEYOND_PHYSICS);
    }

    @Test
    void whatCannotBeAuditedHasItsReason() throws IOException {
        assertThat(decoding(0).words()).isEqualTo("tokens_per_second is 0.0; expected a number above 0");
        assertThat(decoding(-3).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(decoding(Double.NaN).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(audit(Measure.RATE, 1, stated("nobody-7b", "a6000", "ar", 1, 16, 16))
                        .words())
                .isEqualTo("model 'nobody-7b' is not in the catalogue; give --model NAME");
        assertThat(audit(Measure.RATE, 1, stated("llama-3-8b", "h1000", "ar", 1, 16, 16))
                        .words())
                .startsWith("device 'h1000' is not in the catalogue");
        assertThat(audit(Measure.RATE, 1, stated("llama-3-8b", "a6000", "speculative:drafter=ngram", 1, 16, 16))
                        .words())
                .contains("how many tokens a pass commits is not stated; add acceptance=A");
        assertThat(audit(Measure.RATE, 1, Claimed.Stated.NOTHING).words())
                .isEqualTo("the model is not stated; give --model NAME");
        assertThat(audit(Measure.RATE, 1, stated("llama-3-8b", "a6000", "ar", 1, 16, 100_000_000))
                        .words())
                .isEqualTo("generated tokens=100000000; at most 65536 can be audited");
        assertThat(audit(Measure.TOKEN_SECONDS, 1e-3, stated("llada-8b", "a6000", "", 1, 16, 16))
                        .words())
                .startsWith("time_per_output_token of a diffusion model");
    }

    @Test
    void timesOfPartsAreHeldAgainstThoseParts() throws IOException {
        Claimed.Stated setting = stated("llama-3-8b", "a6000", "ar", 1, 512, 256);
        double whole =
                audit(Measure.SECONDS, 1, setting).numbers().orElseThrow().roof();
        double prompt = audit(Measure.PROMPT_SECONDS, 1, setting)
                .numbers()
                .orElseThrow()
                .roof();
        double decode = audit(Measure.DECODE_SECONDS, 1, setting)
                .numbers()
                .orElseThrow()
                .roof();
        double token =
                audit(Measure.TOKEN_SECONDS, 1, setting).numbers().orElseThrow().roof();

        assertThat(prompt + decode).isCloseTo(whole, within(1e-9));
        assertThat(token).isCloseTo(decode / 255, within(1e-12));
        assertThat(audit(Measure.TOKEN_SECONDS, 25e-6, setting).words()).endsWith("; is the unit right?");
    }
}
