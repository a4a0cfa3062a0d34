package org.unmask.run.measure;

import java.util.Map;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import tools.jackson.databind.JsonNode;

/// The settings behind the names of the golden traces, in our notation.
public final class GoldenSettings {
    public static final Map<String, String> STRATEGIES = Map.ofEntries(
            Map.entry("llada_vanilla", "diffusion:block=8,steps=16"),
            Map.entry("fast_none_tau", "diffusion:block=8,threshold=0.9"),
            Map.entry("fast_none_factor", "diffusion:block=8,factor=1"),
            Map.entry("fast_prefix_tau", "prefix-cache:block=8,threshold=0.9"),
            Map.entry("fast_dual_tau", "dual-cache:block=8,threshold=0.9"),
            Map.entry("fast_prefix_fixed", "prefix-cache:block=8,steps=16"),
            Map.entry("fast_dual_fixed", "dual-cache:block=8,steps=16"),
            Map.entry("dream_maskgit", "diffusion:steps=16,schedule=dream"),
            Map.entry("dream_margin", "diffusion:steps=16,schedule=dream,rule=margin"),
            Map.entry("dream_entropy", "diffusion:steps=16,schedule=dream,rule=entropy"),
            Map.entry("dream_prefix_tau", "prefix-cache:block=8,threshold=0.9"),
            Map.entry("dream_dual_tau", "dual-cache:block=8,threshold=0.9"),
            Map.entry("sdar_seq", "block-diffusion:block=4,steps=32,rule=sequential"),
            Map.entry("sdar_static", "block-diffusion:block=8,steps=16"),
            Map.entry("sdar_dynamic", "block-diffusion:block=8,threshold=0.85"),
            Map.entry("sdar_eb", "block-diffusion:block=8,entropy=0.35"),
            Map.entry("llada2_hf", "block-diffusion:block=8,threshold=0.9,cache=none"),
            Map.entry("llada21_joint", "llada2.1:block=8,threshold=0.8,edit=0.7,cache=none"),
            Map.entry("fdv2", "fast-dllm-v2:block=16,sub-block=4,threshold=0.9,blocks=whole"),
            Map.entry("fdv2_blockcache", "fast-dllm-v2:block=16,sub-block=4,threshold=0.9,block-cache=on,blocks=whole"),
            Map.entry("dkv_decode", "dkv-cache:block=16,steps=32,refresh=4"),
            Map.entry("dllmcache", "dllm-cache:block=8,steps=16,prompt-interval=8,gen-interval=3,ratio=0.25"),
            Map.entry("dllmcache_k1", "dllm-cache:block=8,steps=16,prompt-interval=1,gen-interval=1"),
            Map.entry("d2f", "d2f:block=8,add=0.1,activate=0.95,threshold=0.9"));

    private GoldenSettings() {}

    /// The strategy of a trace: what it says under `strategy`, or the one behind its name.
    ///
    /// @throws IllegalArgumentException if neither is there, so that no trace is passed over
    public static StrategySpec strategy(JsonNode trace) {
        String name = trace.get("name").asString();
        String text = trace.path("strategy").asString(STRATEGIES.getOrDefault(name, ""));
        if (text.isEmpty()) {
            throw new IllegalArgumentException("trace '" + name + "' is of no known setting and names no strategy");
        }
        return StrategySpec.parse(text);
    }

    /// Tokens a trace was asked for: what it says under `generated`, or 32.
    public static int generated(JsonNode trace) {
        return trace.path("generated").asInt(32);
    }

    /// The model of a trace. Fast-dLLM v2 has the shape of Qwen2, but once was autoregressive: its logits are shifted.
    public static Model model(JsonNode trace) {
        Model model = Golden.model(trace.get("arch").asString());
        return trace.get("name").asString().startsWith("fdv2") ? Golden.shifted(model) : model;
    }
}
