package org.unmask.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.vector.VectorBackend;

class OnednnBackendTest {
    @Test
    void tellsVersionAndInstructions() {
        assumeTrue(Library.ofThisProcess() instanceof Library.Loaded, "oneDNN cannot run here");
        assertThat(new OnednnBackend().availability())
                .isInstanceOfSatisfying(
                        Availability.Ready.class,
                        ready -> assertThat(ready.detail())
                                .matches("oneDNN 3\\.11\\.\\d+, (AMX|AVX|no AVX2).*, \\d+ threads possible"));
        assertThat(Backends.named("onednn")).isInstanceOf(OnednnBackend.class);
    }

    /// The library multiplies with no weights of int4 or w4a8; whoever has such weights gets the vector backend.
    @Test
    void isPreferredToVectorWhereItMultipliesEveryOtherTypeThatOneDoes() {
        Backend onednn = new OnednnBackend();
        assumeTrue(onednn.availability() instanceof Availability.Ready, "oneDNN cannot run here");
        Set<DType> others = new VectorBackend().weightTypes();
        assertThat(others.removeAll(Set.of(DType.INT4, DType.W4A8))).isTrue();

        Backend preferred = Backends.named(Backends.AUTO);
        assertThat(preferred instanceof OnednnBackend)
                .isEqualTo(onednn.weightTypes().containsAll(others));
        assertThat(Backends.named(Backends.AUTO, DType.INT4)).isInstanceOf(VectorBackend.class);
    }

    @Test
    void anUnknownLibraryIsAReasonNotAFailure() {
        Backend backend = new OnednnBackend(new Library.Missing("no oneDNN here"), new VectorBackend());
        assertThat(backend.availability()).isEqualTo(new Availability.Missing("no oneDNN here"));
        assertThat(backend.weightTypes()).containsExactly(DType.FLOAT32);
        assertThatThrownBy(() -> backend.open(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no oneDNN here");
    }

    @Test
    void needsTheKernelsOfTheVectorBackend() {
        Backend backend = new OnednnBackend(Library.ofThisProcess(), new NoVectors());
        String reason = "it needs the kernels of the vector backend, which cannot run: no vectors here";
        assertThat(backend.availability()).isEqualTo(new Availability.Missing(reason));
        assertThatThrownBy(() -> backend.open(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(reason);
    }

    @Test
    void isNamedForTheClassPathToo() throws IOException {
        try (InputStream services =
                OnednnBackend.class.getResourceAsStream("/META-INF/services/org.unmask.engine.spi.Backend")) {
            assertThat(services)
                    .asString(StandardCharsets.UTF_8)
                    .isEqualToIgnoringNewLines(OnednnBackend.class.getName());
        }
    }

    /// What the vector backend is on a machine without vectors.
    private record NoVectors() implements Backend {
        @Override
        public String name() {
            return "vector";
        }

        @Override
        public Availability availability() {
            return new Availability.Missing("no vectors here");
        }

        @Override
        public Set<Fusion> fusions() {
            return Set.of();
        }

        @Override
        public Set<DType> weightTypes() {
            return Set.of();
        }

        @Override
        public boolean rowsAreIndependent(DType weights) {
            return false;
        }

        @Override
        public Kernels open(int threads) {
            throw new IllegalStateException("no vectors here");
        }
    }
}
