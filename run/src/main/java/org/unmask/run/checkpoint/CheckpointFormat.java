package org.unmask.run.checkpoint;

import java.util.Locale;

/// Kinds of files that a checkpoint can be written as.
public enum CheckpointFormat {
    /// A folder as Hugging Face has them: `config.json` and safetensors files.
    SAFETENSORS,
    /// One file as llama.cpp reads it.
    GGUF;

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
