package org.unmask.engine.weight;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.unmask.input.NewFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a checkpoint as safetensors: one file, or several and an index.
public final class SafetensorsWriter {
    /// Of a checkpoint in one file.
    public static final String SINGLE = "model.safetensors";

    /// Of the index of several files.
    public static final String INDEX = SINGLE + ".index.json";

    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /// Writes all tensors, in their order. Whole tensors go into a file until the next would make its data longer than
    /// the limit; a tensor that is longer has a file of its own.
    ///
    /// @param shardBytes  data of a file at most
    /// @param written  told the name of each tensor when it is in the file
    /// @return the file to open: the only one, or the index
    public static Path write(Path folder, List<NewTensor> tensors, long shardBytes, Consumer<String> written)
            throws IOException {
        List<List<NewTensor>> shards = shards(tensors, shardBytes);
        if (shards.size() == 1) {
            Path path = folder.resolve(SINGLE);
            write(path, tensors, written);
            return path;
        }
        ObjectNode index = JsonMapper.shared().createObjectNode();
        index.putObject("metadata")
                .put("total_size", tensors.stream().mapToLong(NewTensor::bytes).reduce(0, Math::addExact));
        ObjectNode map = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            write(folder.resolve(name), shards.get(i), written);
            shards.get(i).forEach(tensor -> map.put(tensor.name(), name));
        }
        Path path = folder.resolve(INDEX);
        NewFile.text(path, index.toPrettyString() + "\n");
        return path;
    }

    private static List<List<NewTensor>> shards(List<NewTensor> tensors, long shardBytes) {
        List<List<NewTensor>> shards = new ArrayList<>();
        long bytes = 0;
        for (NewTensor tensor : tensors) {
            if (shards.isEmpty() || bytes + tensor.bytes() > shardBytes) {
                shards.add(new ArrayList<>());
                bytes = 0;
            }
            shards.getLast().add(tensor);
            bytes += tensor.bytes();
        }
        return shards;
    }

    private static void write(Path path, List<NewTensor> tensors, Consumer<String> written) throws IOException {
        NewFile.write(path, channel -> {
            byte[] header = header(tensors);
            NewFile.write(
                    channel,
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(header.length)
                            .flip());
            NewFile.write(channel, ByteBuffer.wrap(header));
            for (NewTensor tensor : tensors) {
                tensor.writeTo(channel);
                written.accept(tensor.name());
            }
        });
    }

    /// The header, with spaces behind so that the data is aligned.
    private static byte[] header(List<NewTensor> tensors) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long end = 0;
        for (NewTensor tensor : tensors) {
            ObjectNode entry =
                    root.putObject(tensor.name()).put("dtype", tensor.type().name());
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            entry.putArray("data_offsets").add(end).add(end + tensor.bytes());
            end += tensor.bytes();
        }
        String json = root.toString();
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        int padding = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT - bytes;
        return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }
}
