package org.unmask.cost.predict;

import java.util.Set;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;

/// Everything a prediction depends on.
///
/// @param profile  what the software costs beyond the roofs
/// @param deployment  how many devices share the model
/// @param upkeep  of one device
public record Scenario(
        Model model,
        Device device,
        StrategySpec strategy,
        Request request,
        DTypes types,
        Profile profile,
        Deployment deployment,
        Upkeep upkeep) {
    /// Takes from the model what its files say.
    ///
    /// @throws IllegalArgumentException if the profile holds times of operators on another machine
    public Scenario {
        // How logits are aligned is a fact of the model, and decides what a pass over a slice can predict.
        request = request.shifted(model.shiftedLogits());
        // So are the length of its blocks, and how its tensors are stored.
        strategy = model.decoding(strategy, request.generatedTokens());
        types = model.types(types);
        if (profile.timings().isPresent()) {
            checkTimed(profile, profile.timings().get().processors(), device);
        }
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
        this(model, device, strategy, request, types, profile, deployment, Upkeep.UNKNOWN);
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
        return new Scenario(model, device, strategy, request, types, other, deployment, upkeep);
    }

    /// This scenario on another number of devices.
    public Scenario on(Deployment other) {
        return new Scenario(model, device, strategy, request, types, profile, other, upkeep);
    }

    /// This scenario with power and price.
    public Scenario with(Upkeep known) {
        return new Scenario(model, device, strategy, request, types, profile, deployment, known);
    }

    /// This scenario for another strategy and request.
    public Scenario of(StrategySpec other, Request asked) {
        return new Scenario(model, device, other, asked, types, profile, deployment, upkeep);
    }

    /// The roofs of one device.
    ///
    /// @throws IllegalArgumentException if the device has no figure for the type
    public Roofline roofline() {
        return Roofline.of(device, types.compute());
    }
}
