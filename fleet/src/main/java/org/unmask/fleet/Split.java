package org.unmask.fleet;

import org.unmask.cost.hardware.Deployment;

/// Replicas for prompts apart from those that decode: disaggregated prefill (DistServe, Zhong et al., OSDI 2024; Splitwise,
/// Patel et al., ISCA 2024; Mooncake, Qin et al., FAST 2025).
///
/// @param prefillReplicas  that compute prompts only, from 1
/// @param link  over which a device sends keys and values
public record Split(int prefillReplicas, Deployment.Link link) {
    public Split {
        if (prefillReplicas < 1) {
            throw new IllegalArgumentException(
                    "bad split: prefill replicas=" + prefillReplicas + "; expected at least 1");
        }
    }

    /// The time that keys and values of a prompt take.
    ///
    /// @param bytes  of each device, which sends its own over a link of its own
    double seconds(long bytes) {
        return bytes / link.bytesPerSecond() + link.latencySeconds();
    }
}
