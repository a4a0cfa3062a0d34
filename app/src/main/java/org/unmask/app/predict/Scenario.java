package org.unmask.app.predict;

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
public record Scenario(
        Model model,
        Device device,
        StrategySpec strategy,
        Request request,
        DTypes types,
        Profile profile,
        Deployment deployment) {
    public Scenario {
        // How logits are aligned is a fact of the model, and decides what a pass over a slice can predict.
        request = request.shifted(model.shiftedLogits());
    }

    /// One device, the plain roofline, the same element type everywhere.
    public static Scenario of(Model model, Device device, StrategySpec strategy, Request request, DType dtype) {
        return of(model, device, strategy, request, DTypes.all(dtype));
    }

    /// One device, the plain roofline.
    public static Scenario of(Model model, Device device, StrategySpec strategy, Request request, DTypes types) {
        return new Scenario(model, device, strategy, request, types, Profile.ROOFLINE, Deployment.SINGLE);
    }

    /// The same under another profile.
    public Scenario under(Profile other) {
        return new Scenario(model, device, strategy, request, types, other, deployment);
    }

    /// The same at another batch.
    public Scenario atBatch(int batch) {
        return new Scenario(model, device, strategy, request.ofBatch(batch), types, profile, deployment);
    }

    /// The roofs of one device.
    ///
    /// @throws IllegalArgumentException if the device has no figure for the type
    public Roofline roofline() {
        return Roofline.of(device, types.compute());
    }
}
