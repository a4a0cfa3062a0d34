package org.unmask.cost.roofline;

import java.util.Locale;

/// What decides a time: a roof, the link to other devices, or the host that starts the work.
public enum Bound {
    COMPUTE,
    MEMORY,
    /// Other devices have to be told or asked.
    LINK,
    /// The host cannot start kernels fast enough to keep the device busy.
    DISPATCH;

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
