package org.unmask.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What was run, and where: the identity of a measurement.
///
/// Any part may be unknown, which is empty here and absent in JSON: results of other programs do not tell all. Runs
/// whose settings have one [#id] are repetitions of one another, wherever they ran.
///
/// @param strategy  without what was only assumed of it
/// @param shifted  whether logits predict the position after their row
/// @param cached  whether prompts, or parts of them, were in the cache of a server before
public record Setting(
        Checkpoint model,
        Optional<StrategySpec> strategy,
        Load load,
        Optional<LogitRows> logits,
        Optional<Boolean> shifted,
        ElementTypes types,
        Stack engine,
        Machine machine,
        Optional<Stop> stop,
        Drawing sampling,
        Optional<Boolean> cached,
        Prompts prompts) {
    /// Nothing is known.
    public static final Setting UNKNOWN = new Setting(
            Checkpoint.UNKNOWN,
            Optional.empty(),
            Load.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            ElementTypes.UNKNOWN,
            Stack.UNKNOWN,
            Machine.UNKNOWN,
            Optional.empty(),
            Drawing.UNKNOWN,
            Optional.empty(),
            Prompts.UNKNOWN);

    /// Keys of strategies that only say what a prediction assumes.
    private static final List<String> ASSUMED = Stream.of(
                    StrategyKeys.ASSUMPTIONS.stream().map(Key::name),
                    StrategyKeys.DRAFT_ASSUMPTIONS.stream().map(Key::name),
                    Stream.of("edit-passes"))
            .flatMap(names -> names)
            .toList();

    /// What runs of a strategy, without what was assumed of it.
    public static StrategySpec run(StrategySpec strategy) {
        StrategySpec run = strategy;
        for (String key : ASSUMED) {
            run = run.without(key);
        }
        return run;
    }

    /// This setting with another model.
    public Setting with(Checkpoint other) {
        return new Setting(
                other, strategy, load, logits, shifted, types, engine, machine, stop, sampling, cached, prompts);
    }

    /// This setting under another load.
    public Setting with(Load other) {
        return new Setting(
                model, strategy, other, logits, shifted, types, engine, machine, stop, sampling, cached, prompts);
    }

    /// This setting with other element types.
    public Setting with(ElementTypes other) {
        return new Setting(
                model, strategy, load, logits, shifted, other, engine, machine, stop, sampling, cached, prompts);
    }

    /// This setting with a strategy.
    public Setting with(StrategySpec other) {
        return new Setting(
                model,
                Optional.of(other),
                load,
                logits,
                shifted,
                types,
                engine,
                machine,
                stop,
                sampling,
                cached,
                prompts);
    }

    /// This setting, run by some software on some machine.
    public Setting on(Stack stack, Machine place) {
        return new Setting(
                model, strategy, load, logits, shifted, types, stack, place, stop, sampling, cached, prompts);
    }

    /// This setting with other prompts.
    public Setting with(Prompts other) {
        return new Setting(
                model, strategy, load, logits, shifted, types, engine, machine, stop, sampling, cached, other);
    }

    /// This setting with prompts that were, or were not, in the cache of a server before.
    public Setting withCached(boolean before) {
        return new Setting(
                model,
                strategy,
                load,
                logits,
                shifted,
                types,
                engine,
                machine,
                stop,
                sampling,
                Optional.of(before),
                prompts);
    }

    /// This setting, wherever and with whatever version it runs.
    public Setting anywhere() {
        Stack any = new Stack(
                engine.name(),
                Optional.empty(),
                engine.backend(),
                Optional.empty(),
                engine.threads(),
                engine.fusions(),
                engine.options());
        return on(any, Machine.UNKNOWN);
    }

    /// A hash of what was run: the first 16 hexadecimal digits of the SHA-256 of the canonical JSON, in UTF-8. Canonical
    /// are keys in alphabetical order on every level, no white space, and no key for what is unknown or does not count:
    /// `id`, `machine`, `engine.version`, `engine.detail`, and `model.place` unless `model.weights` is unknown.
    public String id() {
        return SettingJson.id(this);
    }

    /// The JSON of this setting, its id first.
    public ObjectNode json() {
        return SettingJson.write(this);
    }

    /// Reads what [#json] wrote. Keys that are absent are unknown parts; the id is not read but computed.
    ///
    /// @throws IllegalArgumentException naming the key, if a value is none
    public static Setting of(JsonNode json) {
        return SettingJson.read(json);
    }

    /// The known parts by their names, but for some, and for what came out of lengths that were drawn.
    ///
    /// @param free  names of parts, or of groups of them: `machine`, `engine.version`
    public Map<String, String> known(List<String> free) {
        Map<String, String> known = new TreeMap<>();
        SettingJson.parts(this).forEach((name, value) -> {
            if (free.stream().noneMatch(part -> name.equals(part) || name.startsWith(part + "."))) {
                known.put(name, SettingJson.asked(value).toString());
            }
        });
        return known;
    }

    /// Compares all parts but `model.place`, which is for people. Options of the software that neither names are no
    /// unknown part.
    public Match match(Setting other) {
        Map<String, JsonNode> here = SettingJson.parts(this);
        Map<String, JsonNode> there = SettingJson.parts(other);
        List<String> different = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String part : SettingJson.PARTS) {
            JsonNode a = here.get(part);
            JsonNode b = there.get(part);
            if (a == null && b == null && part.equals(SettingJson.OPTIONS)) {
                continue;
            }
            if (a == null || b == null) {
                unknown.add(part);
            } else if (!a.equals(b)) {
                different.add(part);
            }
        }
        return new Match(different, unknown);
    }

    /// Whether every part that is known here is the same there: whether a run of the other is one that this asks for.
    public boolean asksFor(Setting other) {
        Map<String, JsonNode> there = SettingJson.parts(other);
        return SettingJson.parts(this).entrySet().stream()
                .allMatch(part -> part.getValue().equals(there.get(part.getKey())));
    }
}
