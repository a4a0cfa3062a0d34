package org.unmask.release;

import java.util.List;
import java.util.Locale;

/// A system and a processor that there is an archive for.
///
/// @param name  as in the name of the archive
/// @param natives  parts of the names under which libraries keep what is for this platform
record Platform(String name, List<String> natives) {
    private static final List<Platform> ALL = List.of(
            new Platform(
                    "linux-x64", List.of("linux-x86_64", "linux-x86-64", "linux_amd64", "Linux/x86_64", "linux-amd64")),
            new Platform("linux-arm64", List.of("linux-aarch64", "linux_arm64", "Linux/arm64", "linux-arm64")),
            new Platform(
                    "macos-x64",
                    List.of(
                            "osx-x86_64",
                            "darwin-x86-64",
                            "osx_universal",
                            "Mac/x86_64",
                            "osx-x86-64",
                            "mac-os-x-x86_64")),
            new Platform(
                    "macos-arm64",
                    List.of("osx-aarch64", "darwin-aarch64", "osx_universal", "Mac/arm64", "mac-os-x-aarch64")),
            new Platform("windows-x64", List.of("win-x86_64", "win32-x86-64", "windows_amd64", "Windows/x86_64")));

    /// The platform that this runs on.
    ///
    /// @throws IllegalStateException if there is no archive for it
    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /// @param os  as Java names it
    /// @param architecture  as Java names it
    static Platform of(String os, String architecture) {
        String system = os.toLowerCase(Locale.ROOT);
        String processor = architecture.toLowerCase(Locale.ROOT);
        String name = (system.startsWith("mac") ? "macos" : system.startsWith("windows") ? "windows" : system)
                + (processor.equals("aarch64") ? "-arm64" : "-x64");
        return ALL.stream()
                .filter(platform -> platform.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no archive for " + system + " on " + processor));
    }

    /// Whether a file of a library is for every platform or for this one: shared libraries whose path names none of its
    /// platforms are not.
    boolean needs(String entry) {
        return !isNative(entry) || natives.stream().anyMatch(entry::contains);
    }

    private static boolean isNative(String entry) {
        return entry.matches(".*\\.(so|dll|dylib|jnilib|a)(_[a-z0-9_]+)?");
    }
}
