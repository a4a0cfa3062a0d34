package org.unmask.app.cli.option;

import java.util.List;
import picocli.CommandLine.Option;

/// The devices that passes are priced on, and the profiles of their software.
public final class PricedOn {
    @Option(
            names = "--device",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "Catalogue device or device file. See `unmask devices`.")
    private List<String> devices = List.of();

    @Option(
            names = "--profile",
            defaultValue = "roofline",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Runtime profile or profile file, which says what software costs beyond the roofs. Default: ${DEFAULT-VALUE}."
                            + " See `unmask profiles`.")
    private List<String> profiles = List.of();

    /// Names or files of the devices, at least one.
    public List<String> devices() {
        return devices;
    }

    /// Names or files of the profiles, at least one.
    public List<String> profiles() {
        return profiles;
    }
}
