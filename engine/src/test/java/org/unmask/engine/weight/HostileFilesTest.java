package org.unmask.engine.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.engine.cases.HostileFiles;

class HostileFilesTest {
    private static final int FILES = 4000;

    @TempDir
    private Path folder;

    /// Whatever a file says, reading it gives weights or an [IOException] of one line.
    @Test
    @Timeout(300)
    void damagedFilesOfEveryFormatAreReadOrRefused() throws IOException {
        assertThat(HostileFiles.refused(folder, 20260102, FILES)).isBetween(FILES / 2L, FILES - 1L);
    }
}
