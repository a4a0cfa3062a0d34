package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Set;

/// Tensors by name: one file or several that belong together, memory-mapped. Opening reads headers only; what the
/// tensors hold is read by whoever uses them.
public interface TensorStore {
    /// The file that names the tensors, for messages.
    Path path();

    /// Names of all tensors.
    Set<String> names();

    /// Finds a tensor.
    ///
    /// @throws IOException if there is no such tensor, or its element type is not known
    StoredTensor tensor(String name) throws IOException;

    /// Opens a safetensors file, the index of several (`.index.json`), several by the first of them
    /// (`-00001-of-00002.safetensors`), or a GGUF file (`.gguf`): its name says which.
    ///
    /// @param arena  owns the map
    /// @throws IOException in one line, naming file, tensor and byte where there are such, if a file is missing or
    ///     untrue
    static TensorStore open(Path path, Arena arena) throws IOException {
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".gguf")) {
            return GgufFile.open(path, arena);
        }
        if (SafetensorsShards.isPart(name)) {
            return SafetensorsShards.openParts(path, arena);
        }
        return name.endsWith(".index.json") ? SafetensorsShards.open(path, arena) : SafetensorsFile.open(path, arena);
    }
}
