package org.unmask.cost.predict;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.decode.Drafter;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Participant;
import org.unmask.cost.roofline.Participants;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;

/// Everything a prediction depends on.
///
/// @param profile  what the software costs beyond the roofs
/// @param deployment  how many devices share the model
/// @param upkeep  of one device
/// @param drafters  models that strategies may name as drafters, by name
public record Scenario(
        Model model,
        Device device,
        StrategySpec strategy,
        Request request,
        DTypes types,
        Profile profile,
        Deployment deployment,
        Upkeep upkeep,
        Map<String, Model> drafters) {
    /// How many tokens vocabularies may differ by: those of models with one tokenizer are padded to different sizes.
    /// llama.cpp allows as many (`SPEC_VOCAB_MAX_SIZE_DIFFERENCE`, common/speculative.cpp).
    private static final int PADDING = 128;

    /// Takes from the model what its files say.
    ///
    /// @throws IllegalArgumentException if the profile holds times of operators on another machine, or the strategy
    ///     drafts with a model that is not given or does not suit
    public Scenario {
        // How logits are aligned is a fact of the model, and decides what a pass over a slice can predict.
        request = request.shifted(model.shiftedLogits());
        // So are the length of its blocks, and how its tensors are stored.
        strategy = model.decoding(strategy, request.generatedTokens());
        types = model.types(types);
        drafters = Map.copyOf(drafters);
        if (profile.timings().isPresent()) {
            checkTimed(profile, profile.timings().get().processors(), device);
        }
        drafter(strategy, request, drafters).ifPresent(drafter -> drafter.checkDraftsFor(model, PADDING));
    }

    private static Optional<Model> drafter(StrategySpec strategy, Request request, Map<String, Model> drafters) {
        return Strategies.drafter(strategy, request.generatedTokens()).map(name -> {
            Model known = drafters.get(name);
            if (known == null) {
                throw new IllegalArgumentException(
                        "strategy '" + strategy + "': the drafter '" + name + "' is not given here");
            }
            return known;
        });
    }

    private static void checkTimed(Profile profile, Set<String> processors, Device device) {
        if (!processors.contains(device.name())) {
            throw new IllegalArgumentException("profile " + profile.id() + " holds times of operators on "
                    + String.join(", ", processors) + ", which say nothing about " + device.id() + ", " + device.name()
                    + "; give a device file whose `name` is that of the processor, as `unmask probe` writes it");
        }
    }

    /// Without power and price.
    public Scenario(
            Model model,
            Device device,
            StrategySpec strategy,
            Request request,
            DTypes types,
            Profile profile,
            Deployment deployment) {
        this(model, device, strategy, request, types, profile, deployment, Upkeep.UNKNOWN, Map.of());
    }

    /// One device, the plain roofline, the same element type everywhere.
    public static Scenario of(Model model, Device device, StrategySpec strategy, Request request, DType dtype) {
        return of(model, device, strategy, request, DTypes.all(dtype));
    }

    /// One device, the plain roofline.
    public static Scenario of(Model model, Device device, StrategySpec strategy, Request request, DTypes types) {
        return new Scenario(model, device, strategy, request, types, Profile.ROOFLINE, Deployment.SINGLE);
    }

    /// This scenario under another profile.
    public Scenario under(Profile other) {
        return new Scenario(model, device, strategy, request, types, other, deployment, upkeep, drafters);
    }

    /// This scenario on another number of devices.
    public Scenario on(Deployment other) {
        return new Scenario(model, device, strategy, request, types, profile, other, upkeep, drafters);
    }

    /// This scenario with power and price.
    public Scenario with(Upkeep known) {
        return new Scenario(model, device, strategy, request, types, profile, deployment, known, drafters);
    }

    /// This scenario for another strategy and request.
    public Scenario of(StrategySpec other, Request asked) {
        return new Scenario(model, device, other, asked, types, profile, deployment, upkeep, drafters);
    }

    /// The model with what it is priced with, and the drafter of the strategy, if that is a model.
    public Participants participants() {
        Participant target = new Participant(model.architecture(), types, roofline());
        Optional<Drafter> drafter =
                Strategies.create(strategy, request.generatedTokens()).drafter();
        return Participants.of(target, drafter, _ -> drafting(target, drafter().orElseThrow()));
    }

    /// The model that drafts; empty if none does.
    public Optional<Model> drafter() {
        return drafter(strategy, request, drafters);
    }

    /// The weights of a drafter are as its own files store them; else of the type that is asked for, or of that of
    /// activations if the target has one of its own.
    private Participant drafting(Participant target, Model drafter) {
        DTypes own = drafter.types(target.otherTypes());
        return new Participant(drafter.architecture(), own, Roofline.of(device, own.compute()));
    }

    /// The roofs of one device.
    ///
    /// @throws IllegalArgumentException if the device has no figure for the type
    public Roofline roofline() {
        return Roofline.of(device, types.compute());
    }
}
