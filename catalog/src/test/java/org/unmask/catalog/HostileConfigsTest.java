package org.unmask.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Work;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Configurations of all known types with values in their keys that nobody meant: each is read, and a pass of what was read
/// can be counted, or it is refused in one line. `-Dunmask.hostile=500000` damages as many.
class HostileConfigsTest {
    private static final int CONFIGS = Integer.getInteger("unmask.hostile", 3000);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> VALUES = List.of(
            "0",
            "1",
            "2",
            "3",
            "-1",
            "7",
            "64",
            "128",
            "4096",
            "10001",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "1e308",
            "-0.5",
            "0.5",
            "true",
            "false",
            "null",
            "\"\"",
            "\"x\"",
            "\"M*-\"",
            "[]",
            "{}",
            "[0]",
            "[1, 2, 3]",
            "[null]",
            "[[1]]",
            "[\"full_attention\"]",
            "[\"mamba\", \"attention\"]");

    private static final Set<String> OTHER_KEYS = Set.of(
            "layer_types",
            "mlp_layer_types",
            "moe_layers",
            "no_rope_layers",
            "quantization_config",
            "rope_parameters",
            "rope_scaling",
            "text_config");

    private static List<ObjectNode> configs() throws IOException {
        List<ObjectNode> configs = new ArrayList<>();
        for (Fields model : JsonFile.read(Path.of("src/test/resources/published/models.json"))
                .objects("models")) {
            configs.add(model.object("config").rest());
        }
        return configs;
    }

    /// Whether a configuration is refused.
    private static boolean isRefused(ObjectNode config) {
        HuggingFaceConfig read;
        try {
            read = HuggingFaceConfig.of(
                    JsonFile.parse("config.json", config.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            assertThat(e.getMessage()).as(config.toString()).startsWith("config.json: ");
            assertThat(e.getMessage()).doesNotContain("\n", "\r");
            return true;
        }
        count(read.architecture());
        return false;
    }

    /// Sizes of which the products need more than 63 bits are an error, never a wrong number.
    private static void count(Architecture model) {
        Task task = new Task(Phase.PREFILL, 4000, 4003, 4003, 0, 0, new Commit.None());
        try {
            Program program = Lowering.lower(model, new Pass(2, 3, 4000, Mask.CAUSAL, 1, task), Set.of());
            for (Program.Section section : program.sections()) {
                for (Operator operator : section.operators()) {
                    assertThat(Work.of(operator, DTypes.BF16).bytes())
                            .as("%s of %s", operator, model)
                            .isNotNegative();
                }
            }
        } catch (ArithmeticException _) {
            // more than 63 bits
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void eachIsReadOrRefusedInOneLine() throws IOException {
        List<ObjectNode> configs = configs();
        Set<String> keys = new TreeSet<>(OTHER_KEYS);
        configs.forEach(config -> keys.addAll(config.propertyNames()));
        List<String> all = List.copyOf(keys);
        Random random = new Random(CONFIGS);
        long refused = 0;
        for (int number = 0; number < CONFIGS; number++) {
            ObjectNode config = configs.get(random.nextInt(configs.size())).deepCopy();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                List<String> own = List.copyOf(config.propertyNames());
                List<String> from = own.isEmpty() || random.nextInt(4) == 0 ? all : own;
                String key = from.get(random.nextInt(from.size()));
                if (random.nextInt(6) == 0) {
                    config.remove(key);
                } else {
                    config.set(key, MAPPER.readTree(VALUES.get(random.nextInt(VALUES.size()))));
                }
            }
            refused += isRefused(config) ? 1 : 0;
        }

        assertThat(refused).isBetween(CONFIGS / 4L, CONFIGS - CONFIGS / 20L);
    }
}
