package org.unmask.cost.hardware;

/// How many devices share a model.
///
/// @param tensor  devices that split every layer among them and sum their results; at most 8, those of one server, as
///     links are within a server
/// @param stages  groups of layers that lie on devices of their own, one after the other
/// @param link  between the devices; ignored if there is one device only
public record Deployment(int tensor, int stages, Link link) {
    /// One device.
    public static final Deployment SINGLE = new Deployment(1, 1, Link.NONE);

    private static final int MOST_TENSOR = 8;

    public Deployment {
        if (tensor < 1 || tensor > MOST_TENSOR || stages < 1) {
            throw new IllegalArgumentException("bad deployment: tensor=" + tensor + " stages=" + stages
                    + "; expected tensor from 1 to " + MOST_TENSOR + " and stages from 1");
        }
    }

    /// All devices together.
    public int devices() {
        return Math.multiplyExact(tensor, stages);
    }

    /// A link between devices.
    ///
    /// @param bytesPerSecond  in one direction, per device
    /// @param latencySeconds  of one message to a neighbour
    /// @param source  where the figures come from
    public record Link(String id, double bytesPerSecond, double latencySeconds, String source) {
        /// No link is needed.
        public static final Link NONE = new Link("none", Double.POSITIVE_INFINITY, 0, "one device");

        public Link {
            if (!(bytesPerSecond > 0) || !(latencySeconds >= 0) || Double.isInfinite(latencySeconds)) {
                throw new IllegalArgumentException("bad link " + id + ": bytes per second=" + bytesPerSecond
                        + " latency seconds=" + latencySeconds);
            }
        }
    }
}
