package org.unmask.engine.foreign;

import java.nio.file.Path;
import java.util.Map;

/// What shared libraries depend on: the system they are made for, and the user whose cache holds them. No other class of a backend
/// reads properties.
public final class Host {
    /// Names of the operating system and of the processor, as Java has them.
    public static final String SYSTEM = System.getProperty("os.name") + " " + System.getProperty("os.arch");

    static final Path HOME = Path.of(System.getProperty("user.home"));

    private Host() {}

    /// Where this user's caches are.
    public static Path cache() {
        return CachedFolder.cacheOf(Map.copyOf(System.getenv()), HOME.toString());
    }
}
