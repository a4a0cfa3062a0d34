package org.unmask.catalog.choice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.catalog.CatalogDevice;
import org.unmask.core.text.UsageException;
import org.unmask.cost.hardware.Deployment;
import org.unmask.input.IntRange;

/// How many devices share a model, in words. Lists make a cross product.
///
/// @param tensor  devices that split every layer: a number, a list or a range
/// @param stages  stages of layers: a number, a list or a range
/// @param ranks  devices that whole experts are dealt out to: a number, a list or a range
/// @param link  the name of a link of the device, or bytes per second and, after a colon, seconds of a message
public record Sharing(String tensor, String stages, String ranks, Optional<String> link) {
    /// One device alone.
    public static final Sharing NONE = new Sharing("1", "1", "1", Optional.empty());

    /// The ways to share a model that the words name.
    ///
    /// @throws IllegalArgumentException if there are several devices and the link is not known
    public List<Deployment> of(CatalogDevice device) {
        List<Deployment> all = new ArrayList<>();
        for (int each : IntRange.parse("--tensor-parallel", tensor)) {
            for (int stage : IntRange.parse("--pipeline-parallel", stages)) {
                for (int rank : IntRange.parse("--expert-parallel", ranks)) {
                    boolean single = each == 1 && stage == 1 && rank == 1;
                    all.add(single ? Deployment.SINGLE : deployment(each, stage, rank, device));
                }
            }
        }
        if (link.isPresent() && all.equals(List.of(Deployment.SINGLE))) {
            throw new UsageException("--link needs several devices; give --tensor-parallel, --pipeline-parallel or"
                    + " --expert-parallel");
        }
        return all;
    }

    private Deployment deployment(int each, int stage, int rank, CatalogDevice device) {
        if (rank > 1 && each >= 1 && rank % each != 0) {
            throw new UsageException("--expert-parallel " + rank + " is no multiple of --tensor-parallel " + each
                    + "; experts are dealt out to groups of as many devices, each with sequences of its own");
        }
        return new Deployment(each, stage, rank, link(device));
    }

    private Deployment.Link link(CatalogDevice device) {
        return link("--link", link, device);
    }

    /// A link of a device, in words; its first one if nothing is said.
    ///
    /// @param option  that messages name
    /// @throws IllegalArgumentException if there is none
    public static Deployment.Link link(String option, Optional<String> words, CatalogDevice device) {
        if (words.isEmpty()) {
            return device.link();
        }
        String text = words.get();
        boolean number = !text.isEmpty() && "+-.0123456789".indexOf(text.charAt(0)) >= 0;
        return number ? parsed(option, text) : device.link(text);
    }

    private static Deployment.Link parsed(String option, String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length <= 2) {
                double bandwidth = Double.parseDouble(parts[0]);
                double latency = parts.length == 2 ? Double.parseDouble(parts[1]) : 0;
                if (bandwidth > 0 && latency >= 0 && Double.isFinite(bandwidth) && Double.isFinite(latency)) {
                    return new Deployment.Link(text, bandwidth, latency, option + " " + text);
                }
            }
        } catch (NumberFormatException _) {
            // said below, with what is expected
        }
        throw new UsageException(option + " '" + text
                + "'; expected bytes per second and, after a colon, seconds, for instance 450e9:3e-6");
    }
}
