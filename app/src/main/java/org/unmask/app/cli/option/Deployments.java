package org.unmask.app.cli.option;

import java.util.Optional;
import org.unmask.catalog.choice.Sharing;
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
            names = "--expert-parallel",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Devices that whole experts are dealt out to, in groups of --tensor-parallel that each have sequences of"
                            + " their own (data parallelism): a number, a list or a range. Default: ${DEFAULT-VALUE}, experts"
                            + " are split like other layers.")
    private String ranks;

    @Option(
            names = "--link",
            paramLabel = "NAME|B/s[:s]",
            description =
                    "Link between devices: the name of one that the catalogue has for the device, or the bytes per second that"
                            + " a device sends in one direction, with the seconds that a message takes. Default: the first one."
                            + " See `unmask devices -o json`.")
    private String link;

    /// What these options say.
    public Sharing sharing() {
        return new Sharing(tensor, stages, ranks, Optional.ofNullable(link));
    }
}
