package org.unmask.run.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Memory that a program can still get on Linux: what the kernel estimates for the whole machine, or less where a control
/// group has a limit (https://docs.kernel.org/filesystems/proc.html, `MemAvailable`;
/// https://docs.kernel.org/admin-guide/cgroup-v2.html, `memory.max`). Pages of files count as free: the kernel gives them up
/// when asked.
public final class FreeMemory {
    private static final String GROUPS = "sys/fs/cgroup";

    private final Path root;

    /// @param root  of the file system
    FreeMemory(Path root) {
        this.root = root;
    }

    /// Physical memory of this machine.
    public static long machineBytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    /// Memory this program can still get; all of the machine's where the system does not say.
    public static long now() {
        return new FreeMemory(Path.of("/")).bytes().orElse(machineBytes());
    }

    /// Nothing where the system does not say.
    OptionalLong bytes() {
        OptionalLong machine = kibibytes(root.resolve("proc/meminfo"), "MemAvailable:");
        return Stream.of(machine, groups()).flatMapToLong(OptionalLong::stream).min();
    }

    /// The least of all groups this process is in.
    private OptionalLong groups() {
        try (Stream<String> lines = Files.lines(root.resolve("proc/self/cgroup"))) {
            return lines.map(line -> line.split(":", 3))
                    .filter(parts -> parts.length == 3)
                    .flatMapToLong(parts -> parts[1].isEmpty()
                            ? upwards(GROUPS, parts[2], "memory.max", "memory.current", "")
                            : parts[1].contains("memory")
                                    ? upwards(
                                            GROUPS + "/memory",
                                            parts[2],
                                            "memory.limit_in_bytes",
                                            "memory.usage_in_bytes",
                                            "total_")
                                    : LongStream.empty())
                    .min();
        } catch (IOException | UncheckedIOException _) {
            return OptionalLong.empty();
        }
    }

    /// What is free in a group and each one around it.
    private LongStream upwards(String mount, String group, String limit, String used, String prefix) {
        Path top = root.resolve(mount);
        Path folder = top.resolve(group.replaceFirst("^/+", "")).normalize();
        LongStream.Builder free = LongStream.builder();
        while (folder.startsWith(top)) {
            OptionalLong most = number(folder.resolve(limit));
            OptionalLong now = number(folder.resolve(used));
            if (most.isPresent() && now.isPresent()) {
                long files = stat(folder, prefix + "inactive_file") + stat(folder, prefix + "active_file");
                free.add(Math.max(0, most.getAsLong() - now.getAsLong() + files));
            }
            folder = folder.resolve("..").normalize();
        }
        return free.build();
    }

    /// `max` is no number, and no limit.
    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    private static long stat(Path folder, String key) {
        return field(folder.resolve("memory.stat"), key).orElse(0);
    }

    private static OptionalLong kibibytes(Path file, String key) {
        OptionalLong value = field(file, key);
        return value.isPresent() ? OptionalLong.of(value.getAsLong() << 10) : value;
    }

    private static OptionalLong field(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("\\s+"))
                    .filter(words -> words.length > 1 && words[0].equals(key))
                    .mapToLong(words -> Long.parseLong(words[1]))
                    .findFirst();
        } catch (IOException | UncheckedIOException | NumberFormatException _) {
            return OptionalLong.empty();
        }
    }
}
