package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.unmask.core.model.Model;
import org.unmask.cost.hardware.Figure;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rules of the folder `catalog`: no number without its source, file name = id, published totals as counted.
class CatalogRuleTest {
    private static final Path CATALOG = Path.of("../catalog");
    private static final Set<String> DATA = Set.of("devices", "models", "prices.json", "profiles", "published");

    private static List<Path> files(String kind) throws IOException {
        List<Path> files = Bundled.list(CATALOG.resolve(kind));
        assertThat(files).as("%s in %s", kind, CATALOG.toAbsolutePath()).isNotEmpty();
        return files;
    }

    @TestFactory
    Stream<DynamicTest> everyNumberHasASource() throws IOException {
        try (Stream<Path> all = Files.walk(CATALOG)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".json"))
                    .filter(file ->
                            DATA.contains(CATALOG.relativize(file).getName(0).toString()))
                    .toList();
            assertThat(files).isNotEmpty();
            return files.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                        List<String> bare = new ArrayList<>();
                        collect(JsonMapper.shared().readTree(file), "", false, bare);
                        assertThat(bare).as("numbers without a source").isEmpty();
                    }));
        }
    }

    private static void collect(JsonNode node, String path, boolean sourced, List<String> bare) {
        JsonNode source = node.path("source");
        boolean hasSource =
                sourced || (source.isString() && !source.stringValue().isBlank());
        if (node.isNumber() && !hasSource) {
            bare.add(path);
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            collect(property.getValue(), path + "/" + property.getKey(), hasSource, bare);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), path + "/" + i, hasSource, bare);
        }
    }

    @Test
    void aNumberWithoutASourceIsFound() throws IOException {
        List<String> bare = new ArrayList<>();
        JsonNode root =
                JsonMapper.shared().readTree("{\"a\":{\"value\":1,\"source\":\"s\",\"b\":[2]},\"c\":{\"d\":[3]}}");
        collect(root, "", false, bare);

        assertThat(bare).containsExactly("/c/d/0");
    }

    @TestFactory
    Stream<DynamicTest> modelsAreAsTheyShouldBe() throws IOException {
        return files("models").stream()
                .map(file -> DynamicTest.dynamicTest(Bundled.id(file), () -> {
                    Fields root = JsonFile.read(file);
                    Model model = ModelFile.of(root).model();

                    assertThat(model.id()).isEqualTo(Bundled.id(file));
                    if (root.has("parameters")) {
                        assertThat(model.architecture().parameters())
                                .isEqualTo(root.object("parameters").large("value"));
                    }
                    if (root.has("active_parameters")) {
                        assertThat(model.architecture().activeParameters())
                                .isEqualTo(root.object("active_parameters").large("value"));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> devicesAreAsTheyShouldBe() throws IOException {
        return files("devices").stream()
                .map(file -> DynamicTest.dynamicTest(
                        Bundled.id(file),
                        () -> assertThat(DeviceFile.read(file).device().id()).isEqualTo(Bundled.id(file))));
    }

    @TestFactory
    Stream<DynamicTest> profilesAreAsTheyShouldBe() throws IOException {
        return files("profiles").stream()
                .map(file -> DynamicTest.dynamicTest(Bundled.id(file), () -> {
                    CatalogProfile profile = ProfileFile.read(file);

                    assertThat(profile.profile().id()).isEqualTo(Bundled.id(file));
                    assertThat(profile.figures().values())
                            .extracting(Figure::source)
                            .allMatch(CatalogRuleTest::isProvenance);
                }));
    }

    private static boolean isProvenance(String source) {
        return source.startsWith("https://") || source.startsWith("fitted: ") || source.startsWith("measured: ");
    }

    @Test
    void pricesAreThoseOfDevicesAndSayWhoAsksThem() throws IOException {
        Map<String, DevicePrice> prices = PriceFile.read(CATALOG.resolve("prices.json"));

        assertThat(prices).isNotEmpty();
        assertThat(files("devices").stream().map(Bundled::id)).containsAll(prices.keySet());
        assertThat(prices).allSatisfy((device, price) -> {
            assertThat(price.dollarsPerHour().source()).startsWith("https://");
            assertThat(price.note()).as(device).isPresent();
        });
    }

    @Test
    void theProgramHasTheSameCatalogue() throws IOException {
        assertThat(Bundled.files("models").keySet())
                .containsExactlyElementsOf(
                        files("models").stream().map(Bundled::id).sorted().toList());
        assertThat(Bundled.files("devices").keySet())
                .containsExactlyElementsOf(
                        files("devices").stream().map(Bundled::id).sorted().toList());
        assertThat(Bundled.file("prices.json")).isEqualTo(Files.readAllBytes(CATALOG.resolve("prices.json")));
        assertThat(Bundled.files("profiles").keySet())
                .containsExactlyElementsOf(
                        files("profiles").stream().map(Bundled::id).sorted().toList());
    }
}
