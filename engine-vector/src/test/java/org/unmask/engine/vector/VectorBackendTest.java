package org.unmask.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;

class VectorBackendTest {
    @Test
    void isFoundAndPreferredToTheScalarOne() {
        assertThat(Backends.named(Backends.AUTO)).isInstanceOf(VectorBackend.class);
    }

    @Test
    void tellsWhatItRunsOn() {
        assertThat(new VectorBackend().availability()).isInstanceOfSatisfying(Availability.Ready.class, ready -> {
            assertThat(ready.preference()).isEqualTo(10);
            assertThat(ready.detail()).matches("\\d+-bit vectors, \\d+ threads possible");
        });
    }

    @Test
    void isNamedForTheClassPathToo() throws IOException {
        try (InputStream services =
                VectorBackend.class.getResourceAsStream("/META-INF/services/org.unmask.engine.spi.Backend")) {
            assertThat(services)
                    .asString(StandardCharsets.UTF_8)
                    .isEqualToIgnoringNewLines(VectorBackend.class.getName());
        }
    }
}
