package org.unmask.run.checkpoint;

/// Kinds of files a checkpoint can be written as, called as on the command line.
public enum CheckpointFormat {
    /// A folder as Hugging Face has them: `config.json` and safetensors files.
    safetensors,
    /// One file as llama.cpp reads it.
    gguf
}
