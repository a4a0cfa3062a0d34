package org.unmask.web.http;

/// A request, read to its end.
///
/// @param path  without the query
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
public record Call(String method, String path, byte[] body) {}
