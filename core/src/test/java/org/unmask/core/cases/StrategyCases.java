package org.unmask.core.cases;

import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;

/// The one list of strategy settings: each is priced, all but a few are executed, and every law is tested with each.
///
/// All of them suit any prompt, and 16, 32 or 48 generated tokens, of one sequence or many. A new strategy is
/// entered here, with each of its keys, once for a fixed schedule if it has one and once where logits decide.
public final class StrategyCases {
    private StrategyCases() {}

    /// Settings with a fixed schedule.
    public static List<String> scheduled() {
        return List.of(
                "ar",
                "diffusion",
                "diffusion:steps=8",
                "diffusion:steps=64",
                "diffusion:block=8,steps=12",
                "diffusion:block=8,steps=12,cfg=1",
                "diffusion:steps=8,rule=random",
                "diffusion:steps=8,rule=random,cfg=1.5",
                "diffusion:steps=8,rule=entropy",
                "diffusion:steps=12,schedule=dream",
                "diffusion:steps=16,schedule=dream,rule=margin",
                "diffusion:steps=8,schedule=dream,rule=entropy",
                "prefix-cache:block=8,steps=12",
                "prefix-cache:block=8,steps=96,extra-pass=on",
                "dual-cache:block=8,steps=12",
                "dual-cache:block=16,steps=12",
                "dual-cache:block=4,vicinity=3,warmup=2",
                "dual-cache:block=8,steps=12,vicinity=2,warmup=2,extra-pass=on",
                "dkv-cache:block=16,refresh=5",
                "dkv-cache:block=8,steps=12,refresh=3",
                "dkv-cache:block=16,steps=12,variant=greedy,rule=random",
                "dkv-cache:block=8,steps=12,refresh=3,variant=greedy,rule=random,window=1",
                "dllm-cache:prompt-interval=7,gen-interval=3,ratio=1",
                "dllm-cache:steps=8,prompt-interval=4,gen-interval=3,ratio=0",
                "dllm-cache:block=8,steps=12,prompt-interval=3,gen-interval=2,ratio=0.3",
                "dllm-cache:block=8,steps=12,prompt-interval=2,gen-interval=4,ratio=0.3",
                "block-diffusion:block=8,steps=12",
                "block-diffusion:block=16,cache=none",
                "block-diffusion:block=8,steps=12,cache=per-block",
                "block-diffusion:block=4,rule=sequential",
                "fast-dllm-v2:block=8,sub-block=4",
                "llama-cpp:steps=12");
    }

    /// Settings in which logits decide how many tokens a pass commits, and no probability is enough for more than one.
    public static List<String> oneByOne() {
        return List.of(
                "diffusion:block=8,threshold=1.5",
                "dual-cache:block=8,threshold=1.5",
                "block-diffusion:block=8,threshold=1.5",
                "llada2.1:block=8,threshold=1.5,edit=1.5",
                "d2f:block=8,threshold=1.5,add=1,activate=1");
    }

    /// Settings in which logits decide how many tokens a pass commits, or what it computes.
    public static List<String> byLogits() {
        return List.of(
                "speculative:drafter=ngram",
                "speculative:drafter=ngram,draft=1",
                "speculative:drafter=ngram,draft=19",
                "diffusion:block=8,threshold=0.5",
                "diffusion:block=8,threshold=0.4,cfg=1",
                "diffusion:block=4,factor=2",
                "diffusion:block=16,factor=1",
                "diffusion:block=8,entropy=3",
                "diffusion:block=16,entropy=2,cfg=1",
                "prefix-cache:block=4,threshold=0.5",
                "prefix-cache:block=16,threshold=0.5",
                "prefix-cache:block=8,factor=3,extra-pass=on",
                "dual-cache:block=4,threshold=0.5",
                "dual-cache:block=8,threshold=0.6",
                "dual-cache:block=8,threshold=0.6,vicinity=2,warmup=3,extra-pass=on",
                "dual-cache:block=8,entropy=4,vicinity=3,warmup=3,extra-pass=on",
                "dkv-cache:block=8,threshold=0.5,refresh=3",
                "dkv-cache:block=16,threshold=0.5,refresh=4",
                "dkv-cache:block=4,entropy=3,refresh=4",
                "dllm-cache:threshold=0.5,prompt-interval=4,gen-interval=3,ratio=0.3",
                "dllm-cache:block=8,threshold=0.5,prompt-interval=4,gen-interval=2",
                "block-diffusion:block=8,threshold=0.5",
                "block-diffusion:block=8,steps=12,threshold=0.7",
                "block-diffusion:block=4,factor=2,cache=none",
                "block-diffusion:block=8,entropy=3,cache=per-block",
                "fast-dllm-v2:block=8,sub-block=4,threshold=0.5",
                "fast-dllm-v2:block=16,sub-block=4,threshold=0.5,blocks=whole",
                "fast-dllm-v2:block=16,sub-block=4,block-cache=on",
                "fast-dllm-v2:block=16,sub-block=4,threshold=0.5,block-cache=on",
                "fast-dllm-v2:block=4,sub-block=4,threshold=0.5,block-cache=on",
                "llada2.1:block=8,threshold=0.5,edit=0.3,post=3",
                "llada2.1:block=8,threshold=0.5,edit=0.01",
                "llada2.1:block=4,threshold=0.4,edit=0.1,post=5,cache=none",
                "d2f:block=8,threshold=0.5",
                "d2f:block=4,threshold=0.5",
                "d2f:block=2,threshold=0.6,add=0.5,activate=0.5",
                "d2f:block=4,threshold=0.4,add=0,activate=1");
    }

    /// Settings of drafts that are looked up, with what is assumed of them.
    private static List<String> lookedUp() {
        return List.of(
                "speculative:drafter=ngram,acceptance=0.7",
                "speculative:drafter=ngram,draft=3,acceptance=1",
                "speculative:drafter=ngram,draft=4,accepted=0",
                "speculative:drafter=ngram,draft=1,accepted=0.6");
    }

    /// Settings that are priced, and not executed; they draft without a model of their own.
    public static List<String> priced() {
        return List.of(
                "d3llm:block=4,buffer=2,add=0.25,activate=0.5,tokens-per-pass=2.5",
                "d3llm:block=4,buffer=1,threshold=0.9,tokens-per-pass=3",
                "llada2.2:block=8,tokens-per-pass=2.5,deleted=1.5,edit-passes=2",
                "llada2.2:block=4,tokens-per-pass=1.5,inserted=0.5,edit-passes=4,post=2",
                "wedlm:window=6,tokens-per-pass=2.5",
                "wedlm:tokens-per-pass=4",
                "self-speculation:acceptance=0.8",
                "self-speculation:block=8,accepted=7");
    }

    /// Settings that are priced of models only whose passes are conditioned on the one before.
    public static List<String> conditioned() {
        return List.of(
                "diffusion-gemma:canvas=8,steps=4", "diffusion-gemma:canvas=16,steps=2.5,max-steps=6,commit=between");
    }

    /// Settings that draft with another model, `small`.
    public static List<String> drafted() {
        return List.of(
                "speculative:drafter=small,acceptance=0.8",
                "speculative:drafter=small,draft=3,accepted=3",
                "speculative:drafter=small,draft=1,accepted=0.4");
    }

    /// Settings that draft with layers of the target.
    public static List<String> draftedWithin() {
        return List.of(
                "mtp:acceptance=0.8",
                "mtp:draft=1,layers=2,accepted=0.7",
                "dflash:acceptance=0.9",
                "dflash:draft=7,layers=2,taps=3,accepted=7");
    }

    /// All settings that can be executed.
    public static List<String> all() {
        return Stream.of(scheduled(), oneByOne(), byLogits())
                .flatMap(List::stream)
                .toList();
    }

    /// All settings as they can be predicted of one model, with an assumption where logits decide, and every strategy with nothing but
    /// an assumption.
    public static List<String> predictable() {
        Stream<String> assumed = Stream.of(oneByOne(), byLogits())
                .flatMap(List::stream)
                .map(text -> needsLogits(text) ? assuming(text + ",", 2.5) : text);
        Stream<String> alone = Strategies.ALL.stream()
                .filter(family -> family.takes(StrategyKeys.TOKENS_PER_PASS))
                .filter(family ->
                        family.keys().stream().anyMatch(key -> key.name().equals("block")))
                .map(family -> assuming(family.id() + ":block=8,", 1.7));
        return Stream.of(scheduled().stream(), assumed, alone, lookedUp().stream(), priced().stream())
                .flatMap(settings -> settings)
                .toList();
    }

    private static String assuming(String text, double tokensPerPass) {
        if (text.startsWith("speculative")) {
            return text + "acceptance=" + 1 / tokensPerPass;
        }
        String edits = text.startsWith("llada2.1") ? ",edit-passes=2" : "";
        return text + "tokens-per-pass=" + tokensPerPass + edits;
    }

    /// True if only a run can tell the passes of a setting.
    public static boolean needsLogits(String text) {
        return Strategies.needsLogits(StrategySpec.parse(text), new Request(1, 16, 16, LogitRows.ACTIVE));
    }

    /// The value a setting gives a key; empty if it gives none.
    public static String value(String text, String key) {
        return StrategySpec.parse(text).keys().getOrDefault(key, "");
    }
}
