package org.unmask.app.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.unmask.catalog.CatalogDevice;
import org.unmask.core.text.UsageException;
import org.unmask.cost.hardware.Deployment;
import org.unmask.input.IntRange;
import picocli.CommandLine.Option;

/// The options that say how many devices share a model. Lists make a cross product.
public final class Deployments {
    @Option(
            names = "--tensor-parallel",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Devices that split every layer, 1 to 8: a number, a list or a range. Default: ${DEFAULT-VALUE}.")
    private String tensor;

    @Option(
            names = "--pipeline-parallel",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Stages of layers on devices of their own: a number, a list or a range. Default: ${DEFAULT-VALUE}.")
    private String stages;

    @Option(
            names = "--link",
            paramLabel = "NAME|B/s[:s]",
            description =
                    "Link between devices: the name of one that the catalogue has for the device, or the bytes per second that"
                            + " a device sends in one direction, with the seconds that a message takes. Default: the first one."
                            + " See `unmask devices -o json`.")
    private String link;

    /// The ways to share a model that the options name.
    ///
    /// @throws IllegalArgumentException if there are several devices and the link is not known
    public List<Deployment> of(CatalogDevice device) {
        List<Deployment> all = new ArrayList<>();
        for (int each : IntRange.parse("--tensor-parallel", tensor)) {
            for (int stage : IntRange.parse("--pipeline-parallel", stages)) {
                boolean single = each == 1 && stage == 1;
                all.add(single ? Deployment.SINGLE : new Deployment(each, stage, link(device)));
            }
        }
        if (link != null && all.equals(List.of(Deployment.SINGLE))) {
            throw new UsageException("--link needs several devices; give --tensor-parallel or --pipeline-parallel");
        }
        return all;
    }

    private Deployment.Link link(CatalogDevice device) {
        if (link == null) {
            return device.link();
        }
        boolean number = !link.isEmpty() && "+-.0123456789".indexOf(link.charAt(0)) >= 0;
        return number ? parsed(link) : device.link(link);
    }

    private static Deployment.Link parsed(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length <= 2) {
                double bandwidth = Double.parseDouble(parts[0]);
                double latency = parts.length == 2 ? Double.parseDouble(parts[1]) : 0;
                if (bandwidth > 0 && latency >= 0 && Double.isFinite(bandwidth) && Double.isFinite(latency)) {
                    return new Deployment.Link(text, bandwidth, latency, "--link " + text);
                }
            }
        } catch (NumberFormatException _) {
            // said below, with what is expected
        }
        throw new UsageException("--link '" + text
                + "'; expected bytes per second and, after a colon, seconds, for instance 450e9:3e-6");
    }
}
