/// A small HTTP server that only this machine can reach: [LocalServer][org.unmask.web.http.LocalServer] with
/// [Routes][org.unmask.web.http.Routes].
///
/// It binds the loopback address, or another one for clients with a key, refuses requests that other pages send,
/// limits what a client may send and how long it may take, and turns errors into one line of JSON. It knows nothing
/// of what it serves, and reads no file.
package org.unmask.web.http;
