package org.unmask.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.unmask.input.JsonFile;

/// The weights a folder holds.
///
/// @param file  what to open: `model.safetensors`, the index of several such files, or the first of several without one
/// @param obstacle  why what is there cannot be opened, for people; empty if it can, or nothing is there
record WeightFiles(Optional<Path> file, Optional<String> obstacle) {
    static final String ADAPTER = "adapter_config.json";

    private static final List<String> USUAL = List.of("model.safetensors", "model.safetensors.index.json");
    private static final Pattern SHARD = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.safetensors");
    private static final Pattern FOREIGN =
            Pattern.compile(".*\\.(bin|pt|pth|ckpt|h5|msgpack|npz|onnx|pkl|gguf\\.part\\d*)");
    private static final List<String> NOT_WEIGHTS = List.of("training_args.bin", "optimizer.bin", "scheduler.bin");

    private static final String POINTER = "version https://git-lfs.github.com/spec/";
    private static final int LONGEST_POINTER = 1024;

    private static final WeightFiles NONE = new WeightFiles(Optional.empty(), Optional.empty());

    /// Looks into a folder.
    static WeightFiles of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return NONE;
        }
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
        Optional<String> usual = USUAL.stream().filter(names::contains).findFirst();
        if (usual.isPresent()) {
            return found(folder, usual.get());
        }
        Optional<String> shard =
                names.stream().filter(name -> SHARD.matcher(name).matches()).findFirst();
        return shard.isPresent() ? shards(folder, names, shard.get()) : others(folder, names);
    }

    private static WeightFiles found(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        return isPointer(file)
                ? obstacle(file + " is a pointer of Git LFS, not the weights: run git lfs pull in its folder")
                : new WeightFiles(Optional.of(file), Optional.empty());
    }

    private static WeightFiles shards(Path folder, List<String> names, String first) throws IOException {
        Matcher parts = SHARD.matcher(first);
        parts.matches();
        String total = parts.group(3);
        for (int number = 1; number <= Integer.parseInt(total); number++) {
            String name = "%s-%05d-of-%s.safetensors".formatted(parts.group(1), number, total);
            if (!names.contains(name)) {
                return obstacle(folder + ": " + name + " is missing, and so is model.safetensors.index.json: download"
                        + " the rest of the weights");
            }
        }
        return found(folder, first);
    }

    private static WeightFiles others(Path folder, List<String> names) throws IOException {
        if (names.contains(ADAPTER)) {
            return obstacle(adapter(folder));
        }
        Optional<String> foreign = names.stream()
                .filter(name -> FOREIGN.matcher(name).matches() && !NOT_WEIGHTS.contains(name))
                .findFirst();
        if (foreign.isPresent()) {
            return obstacle(folder + ": found " + foreign.get() + "; the engine reads safetensors and GGUF: convert"
                    + " the weights to one of them");
        }
        List<String> single =
                names.stream().filter(name -> name.endsWith(".safetensors")).toList();
        if (single.isEmpty()) {
            return NONE;
        }
        return obstacle(folder + ": found " + String.join(", ", single.subList(0, Math.min(3, single.size())))
                + ", which is not how `transformers` names weights; the engine reads model.safetensors, or"
                + " model-00001-of-0000N.safetensors and its like");
    }

    /// What a folder with an adapter is.
    static String adapter(Path folder) throws IOException {
        String base = JsonFile.read(folder.resolve(ADAPTER)).text("base_model_name_or_path", "its model");
        return folder + ": an adapter, not a model (" + ADAPTER + "): merge it into " + base
                + " and give the folder of the result";
    }

    private static boolean isPointer(Path file) throws IOException {
        return Files.size(file) <= LONGEST_POINTER
                && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith(POINTER);
    }

    private static WeightFiles obstacle(String words) {
        return new WeightFiles(Optional.empty(), Optional.of(words));
    }
}
