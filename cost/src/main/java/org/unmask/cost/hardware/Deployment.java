package org.unmask.cost.hardware;

/// How many devices share a model.
///
/// @param tensor  devices that split every layer among them and sum their results; at most 8, those of one server, as
///     links are within a server
/// @param stages  groups of layers that lie on devices of their own, one after the other
/// @param ranks  devices that whole experts are dealt out to: `tensor` of them split every other layer, and there are as many
///     such groups as are needed, each with sequences of its own; 1 if experts are split like other layers
/// @param link  between the devices; ignored if there is one device only
public record Deployment(int tensor, int stages, int ranks, Link link) {
    /// One device.
    public static final Deployment SINGLE = new Deployment(1, 1, Link.NONE);

    private static final int MOST_TENSOR = 8;

    public Deployment {
        if (tensor < 1 || tensor > MOST_TENSOR || stages < 1) {
            throw new IllegalArgumentException("bad deployment: tensor=" + tensor + " stages=" + stages
                    + "; expected tensor from 1 to " + MOST_TENSOR + " and stages from 1");
        }
        if (ranks < 1 || (ranks > 1 && ranks % tensor != 0)) {
            throw new IllegalArgumentException("bad deployment: ranks of experts=" + ranks + " tensor=" + tensor
                    + "; expected 1, or a multiple of tensor: groups of as many devices that hold experts together");
        }
    }

    /// Without ranks of whole experts.
    public Deployment(int tensor, int stages, Link link) {
        this(tensor, stages, 1, link);
    }

    /// This deployment with whole experts dealt out to ranks.
    public Deployment over(int devices) {
        return new Deployment(tensor, stages, devices, link);
    }

    /// All devices together.
    public int devices() {
        return Math.multiplyExact(stageDevices(), stages);
    }

    /// The devices that hold some layers together.
    public int stageDevices() {
        return Math.max(tensor, ranks);
    }

    /// Groups of devices with sequences of their own (data parallelism); what is not an expert is in each of them.
    public int groups() {
        return stageDevices() / tensor;
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
