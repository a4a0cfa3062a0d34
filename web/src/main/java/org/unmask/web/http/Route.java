package org.unmask.web.http;

/// Answers the requests of one method and path. Called by many threads at once.
@FunctionalInterface
public interface Route {
    /// Answers one request.
    ///
    /// @throws IllegalArgumentException if the request is bad; its message becomes the reason of a status 400
    Reply answer(Call call);
}
