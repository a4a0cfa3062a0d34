package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// Parameters of types that the `transformers` library does not have, against those that are published or that it counts of
/// the same layers under another type; and of small models with a key that changes them, against those that it counts.
class OtherSizesTest {
    private static final Path PUBLISHED = Path.of("src/test/resources/published");

    /// Biases per expert that choose experts are buffers there, and no parameters.
    private static final long BUFFERS = 100;

    @TestFactory
    Stream<DynamicTest> typesThatOnlyTheirMakersHaveAreOfTheirSize() throws IOException {
        return JsonFile.read(PUBLISHED.resolve("others.json")).objects("models").stream()
                .map(model -> test(model, "name", () -> compare(model)));
    }

    private static void compare(Fields model) throws IOException {
        Architecture read = HuggingFaceConfig.of(model.object("config")).architecture();

        assertThat(Math.abs(read.parameters() - model.large(model.has("published") ? "published" : "counted")))
                .isLessThan(2 * BUFFERS * read.layers());
    }

    @TestFactory
    Stream<DynamicTest> whatAKeyChangesIsCountedAsTheLibraryCountsIt() throws IOException {
        return JsonFile.read(PUBLISHED.resolve("keys.json")).objects("files").stream()
                .map(file -> test(file, "said", () -> changed(file)));
    }

    private static void changed(Fields file) throws IOException {
        Architecture model = HuggingFaceConfig.of(file.object("config")).architecture();

        assertThat(Math.abs(model.parameters() - file.large("counted"))).isLessThan(BUFFERS);
        if (file.has("windows")) {
            assertThat(IntStream.range(0, model.layers()).map(model::window).boxed())
                    .containsExactlyElementsOf(file.numbers("windows", Integer.MAX_VALUE));
        }
    }

    private interface Comparison {
        void run() throws IOException;
    }

    private static DynamicTest test(Fields entry, String key, Comparison comparison) {
        try {
            String type = entry.object("config").text("model_type");
            return DynamicTest.dynamicTest(type + ": " + entry.text(key), comparison::run);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
