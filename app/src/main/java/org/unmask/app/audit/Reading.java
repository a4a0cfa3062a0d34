package org.unmask.app.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.UsageException;
import org.unmask.cost.crossover.TokensWithin;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Scenario;

/// Makes a scenario of what a claim states. What it does not state is filled in, with a sentence for each.
final class Reading {
    /// A multiple of every usual block.
    private static final int GENERATED = 256;

    /// Passes are gone through one by one.
    private static final int MOST_GENERATED = 1 << 16;

    private static final String BLOCK = "block";

    private final Catalog catalog;
    private final Set<String> given;
    private final ModelNames models;
    private final DeviceNames devices;
    private final Map<String, CatalogModel> known = new HashMap<>();

    /// @param given  names that may be those of files
    Reading(Catalog catalog, Set<String> given) throws IOException {
        this.catalog = catalog;
        this.given = Set.copyOf(given);
        this.models = new ModelNames(catalog);
        this.devices = new DeviceNames(catalog);
    }

    /// @throws IllegalArgumentException in one line, if the claim cannot be priced
    /// @throws IOException if a file of the catalogue cannot be read
    Priceable read(Claimed claim) throws IOException {
        Claimed.Stated stated = claim.stated();
        List<String> assumed = new ArrayList<>(claim.said());
        CatalogModel model = model(required("model", stated.model()), assumed);
        Found found = device(required("device", stated.device()), assumed);
        int count = count(stated, found, assumed);
        boolean autoregressive = stated.strategy()
                .map(text -> Strategies.isAutoregressive(StrategySpec.parse(text)))
                .orElse(model.model().paradigm() == Paradigm.AUTOREGRESSIVE);
        Request request = request(claim, assumed);
        Device device = pooled(catalog.device(found.id()).device(), count);
        DTypes types = StatedTypes.of(stated, model.model(), device, assumed);
        StrategySpec strategy = strategy(stated, model, autoregressive, assumed);
        if (model.model().architecture().experts().isPresent()) {
            assumed.add("all experts are used alike");
        }
        Scenario scenario = Scenario.of(model.model(), device, strategy, request, types);
        boolean fixed = isFixed(scenario);
        return new Priceable(
                fixed ? scenario : onePerPass(scenario, assumed),
                count,
                fixed,
                autoregressive,
                stated.batch().isPresent(),
                stated.devices().isPresent() || found.count() > 1,
                assumed);
    }

    private static String required(String part, Optional<String> value) {
        return value.orElseThrow(
                () -> new IllegalArgumentException("the " + part + " is not stated; give --" + part + " NAME"));
    }

    /// A name that a person gave here may be a path; one from a file is only looked up.
    private Found find(String name, Function<String, Found> names) {
        try {
            return names.apply(name);
        } catch (UsageException e) {
            if (given.contains(name)) {
                return new Found(name, 1, List.of());
            }
            throw e;
        }
    }

    private CatalogModel model(String name, List<String> assumed) throws IOException {
        CatalogModel earlier = known.get(name);
        if (earlier != null) {
            return earlier;
        }
        Found found = find(name, models::find);
        assumed.addAll(found.assumed());
        CatalogModel model = catalog.model(found.id());
        if (found.assumed().isEmpty()) {
            known.put(name, model);
        }
        return model;
    }

    private Found device(String name, List<String> assumed) {
        Found found = find(name, devices::find);
        assumed.addAll(found.assumed());
        return found;
    }

    private static int count(Claimed.Stated stated, Found found, List<String> assumed) {
        int count = stated.devices().orElse(found.count());
        if (count < 1) {
            throw new IllegalArgumentException(count + " devices; expected at least 1");
        }
        if (stated.devices().isEmpty() && found.count() == 1) {
            assumed.add("one device ran it");
        }
        if (count > 1) {
            assumed.add("exchanges between devices cost nothing: " + count + " are one with " + count
                    + " times the roofs and the memory");
        }
        return count;
    }

    /// Several devices as one: no way to share a model among them is faster.
    static Device pooled(Device device, int count) {
        if (count == 1) {
            return device;
        }
        Map<DType, Double> rates = new EnumMap<>(DType.class);
        device.flopsPerSecond().forEach((type, rate) -> rates.put(type, rate * count));
        return new Device(
                device.id(),
                device.name(),
                rates,
                device.bytesPerSecond() * count,
                Math.multiplyExact(device.memoryBytes(), (long) count),
                device.source());
    }

    private static Request request(Claimed claim, List<String> assumed) {
        Claimed.Stated stated = claim.stated();
        boolean prompts = claim.measure().part() == Measure.Part.PROMPT;
        if (prompts && stated.promptTokens().isEmpty()) {
            throw new IllegalArgumentException("tokens of a prompt are not stated; give --prompt-len N");
        }
        if (stated.inCache() && claim.measure().part() != Measure.Part.DECODE) {
            throw new IllegalArgumentException(
                    "prompts, or parts of them, were in a cache, and how much is not stated");
        }
        int batch = stated.batch().orElse(1);
        if (stated.batch().isEmpty()) {
            assumed.add("the batch is 1");
        } else if (batch > 1 && claim.measure() == Measure.RATE) {
            assumed.add("the rate is that of all sequences together");
        }
        return new Request(
                batch,
                prompt(stated, assumed),
                prompts ? 1 : generated(stated, assumed),
                stated.logits().orElse(LogitRows.ACTIVE));
    }

    private static int prompt(Claimed.Stated stated, List<String> assumed) {
        if (stated.promptTokens().isEmpty()) {
            assumed.add("the prompt is 1 token, which allows most");
        } else if (stated.promptTokens().get() == 0) {
            assumed.add("an empty prompt is one of 1 token");
        }
        int tokens = stated.promptTokens().orElse(1);
        return tokens == 0 ? 1 : tokens;
    }

    private static int generated(Claimed.Stated stated, List<String> assumed) {
        if (stated.generatedTokens().isEmpty()) {
            assumed.add(GENERATED + " tokens are generated");
        }
        int tokens = stated.generatedTokens().orElse(GENERATED);
        if (tokens > MOST_GENERATED) {
            throw new IllegalArgumentException(
                    "generated tokens=" + tokens + "; at most " + MOST_GENERATED + " can be audited");
        }
        return tokens;
    }

    private static StrategySpec strategy(
            Claimed.Stated stated, CatalogModel model, boolean autoregressive, List<String> assumed) {
        if (stated.strategy().isPresent()) {
            return StrategySpec.parse(stated.strategy().get());
        }
        if (autoregressive) {
            assumed.add("tokens come one by one, without a drafter");
            return Strategies.AUTOREGRESSIVE;
        }
        StrategySpec usual = StrategySpec.parse(model.usualStrategy());
        boolean ofBlocks = Strategies.family(usual.id()).keys().stream()
                .anyMatch(key -> key.name().equals(BLOCK));
        StrategySpec known = ofBlocks ? usual : usual.without(BLOCK);
        assumed.add("the strategy is " + known + ", the usual one of the model");
        return known;
    }

    /// Whether passes follow from what is stated: from steps or tokens per pass, or from the strategy itself.
    private static boolean isFixed(Scenario scenario) {
        boolean said = List.of(StrategyKeys.STEPS, StrategyKeys.TOKENS_PER_PASS, StrategyKeys.PROFILE).stream()
                .anyMatch(key -> key.isGiven(scenario.strategy()));
        boolean open = TokensWithin.with(scenario, 1).isPresent();
        if (!open && Strategies.needsLogits(scenario.strategy(), scenario.request())) {
            throw new IllegalArgumentException("strategy '" + scenario.strategy()
                    + "': how many tokens a pass commits is not stated; add "
                    + Strategies.assumptions(scenario.strategy()));
        }
        return said || !open;
    }

    private static Scenario onePerPass(Scenario scenario, List<String> assumed) {
        assumed.add("a pass commits one token where the roof is said: passes are not stated");
        return scenario.of(TokensWithin.with(scenario, 1).orElseThrow(), scenario.request());
    }
}
