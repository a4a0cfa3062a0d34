package org.unmask.result;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads lines of `unmask.result/1`, which name what was run in one text, `point`:
///
/// ```text
/// run:    model[@weights]|strategy|batch=1|prompt=8|generated=8|logits=active|bf16[+kv=bf16]|backend|threads=2[|...]
/// answer: model[@weights]|strategy|generated=64|prompts=<hash>|float32|backend|threads=2[|chat][|batch=2][|...]
/// ```
/// Behind them stand what differs from the common case: `stop=end-token,finished=drop`, or
/// `temperature=0.7,top-k=20,sampler=llada,seed=3`. What `point` does not say is unknown: the weights but for their
/// place, shifted logits, and the memory of the machine.
final class VersionOne {
    static final String SCHEMA = "unmask.result/1";

    /// What the backends that wrote this version ran as one.
    private static final Map<String, Set<Fusion>> FUSIONS = Map.of(
            "scalar", Set.of(),
            "vector", Set.of(Fusion.RESIDUAL_NORM),
            "onednn", Set.of(Fusion.RESIDUAL_NORM));

    private static final Pattern CPU = Pattern.compile("(.*), (\\d+) processors");
    private static final Pattern BACKEND = Pattern.compile("(\\w+), \\d+ threads \\((.*)\\)");
    private static final String WITH_KEY_VALUES = "+kv=";

    private VersionOne() {}

    /// The line in the present format.
    ///
    /// @throws IllegalArgumentException if it names a setting in another way
    static JsonNode upgraded(JsonNode line, Header header) {
        if (!line.has("point")) {
            return line;
        }
        String point = line.get("point").asString("");
        List<String> parts = List.of(point.split("\\|", -1));
        try {
            ObjectNode copy = (ObjectNode) line.deepCopy();
            copy.remove("point");
            Setting setting = line.path("type").asString("").equals(AnswerResult.TYPE) ? answer(parts) : run(parts);
            copy.set(
                    "setting",
                    setting.on(stack(setting.engine(), header), machine(header)).json());
            return copy;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "point: '" + point + "' is not a setting of " + SCHEMA + "; measure again into a new file", e);
        }
    }

    private static Setting run(List<String> parts) {
        List<String> more = parts.subList(9, parts.size());
        return setting(
                parts,
                Load.batch(
                        number(parts.get(2), "batch="),
                        number(parts.get(3), "prompt="),
                        number(parts.get(4), "generated=")),
                Optional.of(LogitRows.of(after("logits=", parts.get(5)))),
                types(parts.get(6)),
                stack(parts.get(7), parts.get(8)),
                stop(more, Stop.LENGTH),
                drawing(more),
                Prompts.SYNTHETIC);
    }

    private static Setting answer(List<String> parts) {
        List<String> more = parts.subList(7, parts.size());
        int batch = more.stream()
                .filter(part -> part.startsWith("batch="))
                .mapToInt(part -> number(part, "batch="))
                .findFirst()
                .orElse(1);
        return setting(
                parts,
                Load.batch(batch, new Lengths.AsGiven(), number(parts.get(2), "generated=")),
                Optional.of(LogitRows.ACTIVE),
                types(parts.get(4)),
                stack(parts.get(5), parts.get(6)),
                stop(more, Stop.END_TOKEN),
                drawing(more),
                new Prompts(
                        Optional.of(after("prompts=", parts.get(3))),
                        Optional.of(more.contains("chat") ? "chat" : "plain")));
    }

    private static Setting setting(
            List<String> parts,
            Load load,
            Optional<LogitRows> logits,
            DTypes types,
            Stack stack,
            Stop stop,
            Drawing drawing,
            Prompts prompts) {
        String[] model = parts.get(0).split("@", 2);
        Optional<String> place = Optional.of(model).filter(m -> m.length > 1).map(m -> m[1]);
        return new Setting(
                new Checkpoint(
                        Optional.of(model[0]),
                        place.isPresent() ? Optional.empty() : Optional.of("synthetic seed=1"),
                        place,
                        Optional.empty()),
                Optional.of(Setting.run(StrategySpec.parse(parts.get(1)))),
                load,
                logits,
                Optional.empty(),
                ElementTypes.of(types),
                stack,
                Machine.UNKNOWN,
                Optional.of(stop),
                drawing,
                Optional.of(false),
                prompts);
    }

    private static int number(String part, String prefix) {
        return Integer.parseInt(after(prefix, part));
    }

    private static String after(String prefix, String part) {
        if (!part.startsWith(prefix)) {
            throw new IllegalArgumentException(part + "; expected " + prefix);
        }
        return part.substring(prefix.length());
    }

    /// `bf16`, or `bf16+kv=bf16`.
    private static DTypes types(String name) {
        int at = name.indexOf(WITH_KEY_VALUES);
        return new DTypes(
                DType.FLOAT32,
                DType.of(at < 0 ? name : name.substring(0, at)),
                at < 0 ? DType.FLOAT32 : DType.of(name.substring(at + WITH_KEY_VALUES.length())));
    }

    private static Stack stack(String backend, String threads) {
        return new Stack(
                Optional.of(Stack.UNMASK),
                Optional.empty(),
                Optional.of(backend),
                Optional.empty(),
                Optional.of(number(threads, "threads=")),
                Optional.ofNullable(FUSIONS.get(backend)));
    }

    private static Stop stop(List<String> more, Stop common) {
        if (more.contains("stop=end-token,finished=keep")) {
            return Stop.LAST_END_TOKEN;
        }
        return more.contains("stop=end-token,finished=drop") ? Stop.END_TOKEN : common;
    }

    private static Drawing drawing(List<String> more) {
        Map<String, String> given = more.stream()
                .flatMap(part -> Arrays.stream(part.split(",", -1)))
                .filter(part -> part.contains("="))
                .collect(Collectors.toMap(
                        part -> part.substring(0, part.indexOf('=')),
                        part -> part.substring(part.indexOf('=') + 1),
                        (first, second) -> {
                            throw new IllegalArgumentException(first + ", then " + second + "; expected one of them");
                        }));
        return Drawing.of(
                given.getOrDefault("sampler", Drawing.GREEDY),
                Double.parseDouble(given.getOrDefault("temperature", "0")),
                Integer.parseInt(given.getOrDefault("top-k", "0")),
                Double.parseDouble(given.getOrDefault("top-p", "1")),
                Long.parseLong(given.getOrDefault("seed", "0")));
    }

    /// What the header says of the backend, if it was this one.
    private static Stack stack(Stack stack, Header header) {
        Matcher backend = BACKEND.matcher(header.environment().getOrDefault("backend", ""));
        Optional<String> detail = backend.matches() && stack.backend().equals(Optional.of(backend.group(1)))
                ? Optional.of(backend.group(2))
                : Optional.empty();
        return new Stack(stack.name(), stack.version(), stack.backend(), detail, stack.threads(), stack.fusions());
    }

    private static Machine machine(Header header) {
        Matcher cpu = CPU.matcher(header.environment().getOrDefault("cpu", ""));
        return cpu.matches()
                ? new Machine(Optional.of(cpu.group(1)), Optional.of(Integer.valueOf(cpu.group(2))), Optional.empty())
                : Machine.UNKNOWN;
    }
}
