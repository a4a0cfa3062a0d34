package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
    @TempDir
    private Path root;

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.resolve(".."));
        Files.writeString(path, content);
    }

    @BeforeEach
    void machine() throws IOException {
        write("proc/meminfo", "MemTotal:       24684096 kB\nMemFree:  1 kB\nMemAvailable:   1000 kB\n");
    }

    @Test
    void withoutGroupsItIsWhatTheKernelEstimates() {
        assertThat(new FreeMemory(root).bytes()).hasValue(1_024_000);
        assertThat(new FreeMemory(root.resolve("nowhere")).bytes()).isEmpty();
    }

    @Test
    void aGroupLimitsItLessThePagesOfItsFiles() throws IOException {
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        write("sys/fs/cgroup/outer/inner/memory.current", "5\n");
        write("sys/fs/cgroup/outer/memory.max", "900000\n");
        write("sys/fs/cgroup/outer/memory.current", "500000\n");
        write("sys/fs/cgroup/outer/memory.stat", "anon 1\ninactive_file 3000\nactive_file 2000\n");

        assertThat(new FreeMemory(root).bytes()).hasValue(405_000);
    }

    @Test
    void groupsOfTheFirstVersionAreReadToo() throws IOException {
        write("proc/self/cgroup", "5:cpu:/x\n4:memory:/x\n0::/\n");
        write("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "700000\n");
        write("sys/fs/cgroup/memory/x/memory.usage_in_bytes", "800000\n");
        write("sys/fs/cgroup/memory/x/memory.stat", "total_inactive_file 150000\ntotal_active_file 50000\n");

        assertThat(new FreeMemory(root).bytes()).hasValue(100_000);
    }
}
