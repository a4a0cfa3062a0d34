package org.unmask.core.model;

import java.util.Optional;

/// A family of models: checkpoints that are stored, prompted and sampled in one way, whatever their sizes.
///
/// @param id  the name in messages: `qwen3-moe`
/// @param paradigm  how its models were trained to generate
/// @param shiftedLogits  whether the logits for position `i` are those of row `i-1`, unless a file says otherwise
/// @param tensorNames  of its safetensors files
/// @param gguf  how GGUF files have it; empty if llama.cpp has no such architecture
/// @param chatTemplate  empty if its published models have none in common
/// @param sampler  the convention of its published decoder, as the command line names it
/// @param strategy  the usual way to generate, as the command line names it; without a block length
public record Family(
        String id,
        Paradigm paradigm,
        boolean shiftedLogits,
        TensorNames tensorNames,
        Optional<GgufArchitecture> gguf,
        Optional<ChatTemplate> chatTemplate,
        String sampler,
        String strategy) {}
