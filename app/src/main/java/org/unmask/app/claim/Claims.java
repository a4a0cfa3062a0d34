package org.unmask.app.claim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.app.claim.Observed.Evidence;
import org.unmask.catalog.Catalog;
import org.unmask.result.Results;

/// What the abstracts of two papers claim, and a sentence of a summary of the first.
public final class Claims {
    private static final String KIM = "Kim et al., 2025";
    private static final String KIM_SOURCE = "https://arxiv.org/abs/2510.04146";
    private static final String PENG = "Peng et al., 2025";
    private static final String PENG_SOURCE = "https://arxiv.org/abs/2510.18480";
    private static final String PAIR = "--ar llama-3-8b --dlm llada-8b";
    private static final String DEVICE = " --device h200-sxm";

    private static final List<Claim> ALL = List.of(
            new Claim(
                    "low-intensity",
                    KIM,
                    KIM_SOURCE,
                    "Autoregressive models have low arithmetic intensity, as each token waits for the one before.",
                    "decoding of one sequence is left of the ridge of the device",
                    "intensity over the ridge",
                    "predict --model llama-3-8b --strategy ar --prompt-len 128,7936 --gen-len 256" + DEVICE,
                    Rules::lowIntensity),
            new Claim(
                    "higher-intensity",
                    KIM,
                    KIM_SOURCE,
                    "Diffusion models reach a higher arithmetic intensity, as they compute many positions at once.",
                    "full canvases have more FLOPs for each byte than autoregression on the same work",
                    "times the intensity of autoregression",
                    "predict --model llada-8b --strategy diffusion --prompt-len 128 --gen-len 512 --batch 1,8,32"
                            + DEVICE,
                    Rules::higherIntensity),
            new Claim(
                    "long-context",
                    KIM,
                    KIM_SOURCE,
                    "Diffusion models do not scale well to long contexts.",
                    "from the shortest to the longest prompt the latency of full canvases grows at least " + Rules.GROWS
                            + " times as much as that of autoregression",
                    "growth over that of autoregression",
                    "predict --model llada-8b --strategy diffusion --prompt-len 768,1792,3840,7936 --gen-len 256"
                            + DEVICE,
                    Rules::growsWithContext),
            new Claim(
                    "blocks-scale",
                    KIM,
                    KIM_SOURCE,
                    "Block-wise decoding scales to long contexts as autoregressive models do.",
                    "from the shortest to the longest prompt the latency of blocks and caches grows less than "
                            + Rules.GROWS + " times as much as that of autoregression",
                    "growth over that of autoregression",
                    "predict --model llada-8b --strategy block-diffusion:block=32 --prompt-len 768,1792,3840,7936"
                            + " --gen-len 256" + DEVICE,
                    Rules::scalesWithContext),
            new Claim(
                    "batches",
                    KIM,
                    KIM_SOURCE,
                    "In batches autoregressive models have the higher throughput, as they gain more from them.",
                    "at the largest batch that both hold, of 32 at most, autoregression is ahead, and by more than at"
                            + " batch 1",
                    "throughput over that of autoregression at the largest batch",
                    "crossover " + PAIR + " --strategy dual-cache:block=32,steps=512 --prompt-len 128 --gen-len 512"
                            + DEVICE,
                    Rules::aheadInBatches),
            new Claim(
                    "fewer-steps",
                    KIM,
                    KIM_SOURCE,
                    "Fewer sampling steps are the key to a lower latency than that of autoregressive models.",
                    "with one token a step the diffusion model is slower, with the fewest steps (8 tokens each where"
                            + " predicted) it is faster",
                    "throughput over that of autoregression with the fewest steps",
                    "crossover " + PAIR + " --strategy dual-cache:block=32,steps=64 --prompt-len 128 --gen-len 512"
                            + DEVICE,
                    Rules::stepsDecide),
            new Claim(
                    "linear-steps",
                    KIM + ", summary",
                    KIM_SOURCE,
                    "Latency is linear in the number of sampling steps.",
                    "the time of a step differs by at most 10 % between the numbers of steps",
                    "greatest difference of the time of a step",
                    "predict --model llada-8b --strategy diffusion --steps 512,256,128,64 --prompt-len 128 --gen-len 512"
                            + DEVICE,
                    Rules::linearInSteps),
            new Claim(
                    "blocks-cut-latency",
                    KIM + ", summary",
                    KIM_SOURCE,
                    "Block-wise decoding cuts latency, up to 2.3 times, at contexts of 1K to 8K.",
                    "at some context of 1K to 8K, batch 1, one token a step, latency is at most 1/" + Rules.CUT
                            + " of that of full canvases; a greater cut counts, too",
                    "greatest cut, times",
                    "predict --model llada-8b --strategy diffusion --strategy block-diffusion:block=32"
                            + " --prompt-len 768,7936 --gen-len 256" + DEVICE,
                    Rules::blocksCutLatency),
            new Claim(
                    "blocks-near-arm",
                    KIM + ", summary",
                    KIM_SOURCE,
                    "Block-wise decoding comes near the throughput of autoregressive models at contexts of 1K to 8K.",
                    "at batch 1 and one token a step it has at least " + Math.round(100 * Rules.NEAR)
                            + " % of the throughput of autoregression",
                    "throughput over that of autoregression",
                    "crossover " + PAIR
                            + " --strategy block-diffusion:block=32,steps=256 --prompt-len 768 --gen-len 256" + DEVICE,
                    Rules::nearAutoregression),
            new Claim(
                    "slower-in-practice",
                    PENG,
                    PENG_SOURCE,
                    "Open diffusion models are often slower than autoregressive ones.",
                    "with one sequence and one token a step the diffusion model has the lower throughput",
                    "throughput over that of autoregression",
                    "predict --model llada-8b --strategy diffusion --strategy dual-cache:block=32 --prompt-len 128"
                            + " --gen-len 512" + DEVICE,
                    Rules::slowerOneByOne),
            new Claim(
                    "higher-throughput",
                    PENG,
                    PENG_SOURCE,
                    "Autoregressive models have the higher throughput in general, diffusion models lag behind.",
                    "at every batch and every number of steps the diffusion model has the lower throughput",
                    "throughput over that of autoregression",
                    "crossover " + PAIR + " --strategy dual-cache:block=32,steps=64 --prompt-len 128 --gen-len 512"
                            + " --batch '1-32*2' --map" + DEVICE,
                    Rules::slower),
            new Claim(
                    "gains-shrink",
                    PENG,
                    PENG_SOURCE,
                    "Dual cache and parallel decoding gain mainly at small batches, less at larger ones.",
                    "the throughput over that of autoregression is at least 5 % less at the largest batch than at the smallest",
                    "ratio at the largest batch over that at the smallest",
                    "predict --model llada-8b --strategy dual-cache:block=32,steps=128 --prompt-len 128 --gen-len 512"
                            + " --batch 1,8,32" + DEVICE,
                    Rules::gainShrinks),
            new Claim(
                    "gains-over-plain-shrink",
                    PENG + ", read otherwise",
                    PENG_SOURCE,
                    "Dual cache and parallel decoding gain less over plain diffusion at larger batches.",
                    "the throughput over that of full canvases with one token a step is at least 5 % less at the largest"
                            + " batch than at the smallest",
                    "ratio at the largest batch over that at the smallest",
                    "predict --model llada-8b --strategy diffusion --strategy dual-cache:block=32 --prompt-len 128"
                            + " --gen-len 512 --batch 1,8,32" + DEVICE,
                    Rules::gainOverPlainShrinks));

    private Claims() {}

    /// Every claim with its verdicts.
    ///
    /// @param results  runs of this machine; empty if there are none
    /// @throws IOException if a file of the catalogue cannot be read or is wrong
    public static List<Checked> check(Catalog catalog, Optional<Results> results) throws IOException {
        List<Observed> times = new ArrayList<>(Sources.predicted(catalog));
        results.ifPresent(measured -> times.addAll(Sources.measured(measured)));
        times.addAll(Sources.published(catalog));
        return check(times);
    }

    /// Every claim with what some times say of it.
    static List<Checked> check(List<Observed> times) {
        return ALL.stream()
                .map(claim -> checked(claim, claim.check().apply(times)))
                .toList();
    }

    private static Checked checked(Claim claim, List<Finding> findings) {
        List<Answer> answers = new ArrayList<>();
        for (Evidence evidence : Evidence.values()) {
            for (Task task : Task.ALL) {
                answers.add(Answer.of(
                        evidence,
                        task,
                        findings.stream()
                                .filter(finding -> finding.evidence() == evidence
                                        && finding.task().equals(task))
                                .toList()));
            }
        }
        return new Checked(
                claim.id(),
                claim.paper(),
                claim.source(),
                claim.words(),
                claim.rule(),
                claim.quantity(),
                "./unmask " + claim.command(),
                answers);
    }
}
