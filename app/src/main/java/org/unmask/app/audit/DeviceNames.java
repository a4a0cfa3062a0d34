package org.unmask.app.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;

/// Devices by the names that drivers and papers give them: `NVIDIA H100 80GB HBM3` is `h100-sxm`, `2x RTX 3090` are two of
/// `rtx-3090`. Of several boards of a name it is the fastest, which allows most. Only devices of the catalogue and of the
/// user's folder are found, never files by their paths.
final class DeviceNames {
    private static final Pattern COUNTED = Pattern.compile("(\\d{1,4})\\s*[x×]\\s+(\\S.*)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> NOISE = Set.of(
            "nvidia",
            "geforce",
            "amd",
            "instinct",
            "tesla",
            "gpu",
            "apple",
            "rtx",
            "quadro",
            "intel",
            "google",
            "cloud",
            "accelerator",
            "oam");
    /// What tells boards of one chip apart.
    private static final Set<String> BOARDS = Set.of("sxm", "pcie");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,4})gb?");
    private static final double GIGABYTE = 1e9;
    private static final double ROUNDING = 0.1;

    private final Map<String, CatalogDevice> devices = new LinkedHashMap<>();

    DeviceNames(Catalog catalog) throws IOException {
        for (String id : catalog.devices()) {
            devices.put(id, catalog.device(id));
        }
    }

    /// @throws IllegalArgumentException naming the nearest ones, if there is no such device
    Found find(String name) {
        Matcher counted = COUNTED.matcher(name.strip());
        int count = counted.matches() ? Math.max(1, Integer.parseInt(counted.group(1))) : 1;
        String plain = counted.matches() ? counted.group(2) : name.strip();
        if (devices.containsKey(plain)) {
            return new Found(plain, count, List.of());
        }
        List<CatalogDevice> fitting = devices.values().stream()
                .filter(device -> device.name().equals(plain) || isNamed(device, plain))
                .toList();
        if (fitting.isEmpty()) {
            List<String> near = Names.nearest(plain, devices.keySet());
            throw new UsageException("device '" + plain + "' is not in the catalogue"
                    + (near.isEmpty() ? "" : " (did you mean " + String.join(", ", near) + "?)")
                    + "; give --device NAME");
        }
        List<CatalogDevice> boards = onBoard(fitting, words(plain));
        CatalogDevice fastest = boards.getFirst();
        for (CatalogDevice device : boards) {
            fastest = isFaster(device, fastest) ? device : fastest;
        }
        return new Found(fastest.id(), count, List.of(sentence(name, fastest, boards)));
    }

    /// Those of the board that a name says, if it says one and there are some; else all.
    private static List<CatalogDevice> onBoard(List<CatalogDevice> fitting, Set<String> named) {
        List<CatalogDevice> boards = fitting.stream()
                .filter(device -> BOARDS.stream()
                        .anyMatch(board ->
                                named.contains(board) && words(device.id()).contains(board)))
                .toList();
        return boards.isEmpty() ? fitting : boards;
    }

    private static String sentence(String name, CatalogDevice fastest, List<CatalogDevice> fitting) {
        return "device '" + name + "' is " + fastest.id()
                + (fitting.size() == 1
                        ? ""
                        : ", the fastest of "
                                + fitting.stream().map(CatalogDevice::id).collect(Collectors.joining(", ")));
    }

    private static boolean isFaster(CatalogDevice device, CatalogDevice other) {
        return device.memoryBytesPerSecond().value()
                > other.memoryBytesPerSecond().value();
    }

    /// The name has every word of the chip, and nothing that is not of the device.
    private static boolean isNamed(CatalogDevice device, String name) {
        Set<String> named = words(name);
        Set<String> own = words(device.id());
        Set<String> chip = own.stream()
                .filter(word -> !BOARDS.contains(word) && !MEMORY.matcher(word).matches())
                .collect(Collectors.toSet());
        if (!named.containsAll(chip)) {
            return false;
        }
        for (String word : named) {
            if (!chip.contains(word) && !isOf(device, own, word)) {
                return false;
            }
        }
        return true;
    }

    /// A board is one of SXM unless its name says PCIe.
    private static boolean isOf(CatalogDevice device, Set<String> own, String word) {
        Matcher memory = MEMORY.matcher(word);
        if (memory.matches()) {
            double bytes = Integer.parseInt(memory.group(1)) * GIGABYTE;
            return Math.abs(device.memoryBytes().value() / bytes - 1) <= ROUNDING;
        }
        return switch (word) {
            case "pcie" -> !own.contains("sxm");
            case "sxm" -> !own.contains("pcie");
            default -> false;
        };
    }

    private static Set<String> words(String name) {
        List<String> words = new ArrayList<>();
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("\\bsxm\\d?\\b", "sxm").replaceAll("(\\d) (?=gb\\b)", "$1");
        for (String word : plain.split("[^a-z0-9]+", -1)) {
            if (!word.isEmpty() && !NOISE.contains(word) && !word.matches("hbm\\d?e?|gddr\\dx?|vram")) {
                words.add(word);
            }
        }
        return new HashSet<>(words);
    }
}
