package org.unmask.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A service is declared twice: in `module-info` for the module path and in `META-INF/services` for the class path,
/// where benchmarks run. The two must agree.
class ServicesTest {

    @TestFactory
    Stream<DynamicTest> modulePathAndClassPathDeclareTheSameProviders() {
        return Reactor.folders().stream()
                .map(folder -> DynamicTest.dynamicTest(
                        Reactor.descriptor(folder).name(),
                        () -> assertThat(onTheClassPath(folder)).isEqualTo(onTheModulePath(folder))));
    }

    @Test
    void theFastBackendsAreProviders() {
        assertThat(Reactor.folders().stream().map(ServicesTest::onTheModulePath))
                .contains(
                        Map.of("org.unmask.engine.spi.Backend", List.of("org.unmask.engine.vector.VectorBackend")),
                        Map.of("org.unmask.engine.spi.Backend", List.of("org.unmask.engine.onednn.OnednnBackend")),
                        Map.of(
                                "org.unmask.engine.spi.Backend",
                                List.of("org.unmask.engine.c.NativeBackend"),
                                "org.unmask.engine.vector.PanelProducts$Source",
                                List.of("org.unmask.engine.c.CompiledPanels$OfThisProcess")));
    }

    private static Map<String, List<String>> onTheModulePath(Path folder) {
        Map<String, List<String>> providers = new TreeMap<>();
        Reactor.descriptor(folder)
                .provides()
                .forEach(provides -> providers.put(provides.service(), provides.providers()));
        return providers;
    }

    private static Map<String, List<String>> onTheClassPath(Path folder) {
        Path services = folder.resolve("META-INF/services");
        Map<String, List<String>> providers = new TreeMap<>();
        if (Files.isDirectory(services)) {
            try (Stream<Path> files = Files.list(services)) {
                files.forEach(file -> providers.put(file.getFileName().toString(), lines(file)));
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
        return providers;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
