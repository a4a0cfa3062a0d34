package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.engine.cases.HostileFiles;

/// `-Dunmask.hostile=500000` damages as many.
class HostileFilesTest {
    private static final int FILES = Integer.getInteger("unmask.hostile", 4000);

    @TempDir
    private Path folder;

    /// Whatever a file says, reading it gives weights or an [IOException] of one line.
    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void damagedFilesOfEveryFormatAreReadOrRefused() throws IOException {
        assertThat(HostileFiles.refused(folder, 20260102, FILES)).isBetween(FILES / 2L, FILES - 1L);
    }
}
