package org.unmask.web.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/// Where a server listens, whom it lets in, and how it refuses the others.
///
/// @param port  that is wanted; 0 for any
/// @param elsewhere  whether another port will do if that one is in use
/// @param key  that clients must send as `Authorization: Bearer KEY`; empty if they need none
/// @param open  paths that need no key
/// @param mostBytes  the most bytes of a body
public record Door(
        InetAddress address,
        int port,
        boolean elsewhere,
        Optional<ApiKey> key,
        Set<String> open,
        int mostBytes,
        Refusal refusal) {
    public Door {
        open = Set.copyOf(open);
        if (!address.isLoopbackAddress() && key.isEmpty()) {
            throw new IllegalArgumentException(
                    "a server that others can reach needs a key; " + address.getHostAddress() + " is not loopback");
        }
    }

    /// For this machine's own pages and programs, on the wanted port or another.
    static Door local(int port) throws IOException {
        return new Door(loopback(), port, true, Optional.empty(), Set.of(), LocalServer.MOST_BYTES, Reply::refusal);
    }

    /// The address that only this machine reaches.
    public static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
