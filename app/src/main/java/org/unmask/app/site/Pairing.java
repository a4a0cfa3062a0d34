package org.unmask.app.site;

import java.util.List;

/// A question of the gallery: two contestants and what they generate.
///
/// @param id  for links
/// @param title  what is asked, for people
record Pairing(
        String id, String title, int promptTokens, int generatedTokens, int batch, List<Contestant> contestants) {
    /// A side of the comparison, in the words of the command line.
    record Contestant(String model, String device, String strategy) {}

    private static final String CACHED = "dual-cache:block=32,steps=128";
    private static final String BLOCK = "block-diffusion:block=32,steps=128";

    /// Ten of them: from one user to a server, from a short question to a long document, from a laptop to a new
    /// GPU.
    static final List<Pairing> ALL = List.of(
            same("one-user", "One user, H200", 512, 256, 1, "h200-sxm", "llama-3-8b", "llada-8b", CACHED),
            same(
                    "a-server",
                    "A server with 32 requests, H200",
                    512,
                    256,
                    32,
                    "h200-sxm",
                    "llama-3-8b",
                    "llada-8b",
                    CACHED),
            same(
                    "no-cache",
                    "No cache, as published first, A6000",
                    128,
                    256,
                    1,
                    "a6000",
                    "llama-3-8b",
                    "llada-8b",
                    "diffusion:steps=128"),
            same(
                    "coding",
                    "Coding, A100",
                    256,
                    512,
                    4,
                    "a100-80gb",
                    "qwen2.5-7b",
                    "dream-coder-7b",
                    "dual-cache:block=32,steps=256"),
            same("document", "A long document, H100", 7936, 256, 1, "h100-sxm", "llama-3.1-8b", "llada-1.5-8b", CACHED),
            same("blocks", "Blocks with a cache, H100", 512, 256, 8, "h100-sxm", "qwen3-8b", "sdar-8b", BLOCK),
            same(
                    "mixture",
                    "Mixtures of experts, H200",
                    512,
                    256,
                    8,
                    "h200-sxm",
                    "qwen3-30b-a3b",
                    "llada2.0-mini",
                    "block-diffusion:block=32,steps=64"),
            same("gaming-gpu", "A gaming GPU, RTX 4090", 512, 256, 1, "rtx-4090", "qwen3-4b", "sdar-4b", BLOCK),
            same("laptop", "A laptop, Apple M4 Max", 256, 256, 1, "apple-m4-max", "qwen3-4b", "sdar-4b", BLOCK),
            same("new-gpu", "A new GPU, B200", 512, 256, 16, "b200", "llama-3-8b", "llada-8b", CACHED));

    private static Pairing same(
            String id,
            String title,
            int prompt,
            int generated,
            int batch,
            String device,
            String autoregressive,
            String diffusion,
            String strategy) {
        return new Pairing(
                id,
                title,
                prompt,
                generated,
                batch,
                List.of(new Contestant(autoregressive, device, "ar"), new Contestant(diffusion, device, strategy)));
    }
}
