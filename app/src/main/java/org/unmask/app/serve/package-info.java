/// Puts the engine behind the server: [EngineModel][org.unmask.app.serve.EngineModel] is a loaded model as the room
/// for servers sees one. Neither the engine nor that room knows the other.
package org.unmask.app.serve;
