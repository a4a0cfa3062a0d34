/// Text to tokens and back, as the model's own `tokenizer.json` says: [Tokenizer][org.unmask.engine.token.Tokenizer];
/// of tokens that come one by one, [StreamingDecoder][org.unmask.engine.token.StreamingDecoder].
///
/// The library underneath unpacks its native code once, to the folder named by the system property or environment
/// variable `ENGINE_CACHE_DIR`, else `DJL_CACHE_DIR`, else `.djl.ai` in the home folder, or in the temporary one if
/// home is read-only.
package org.unmask.engine.token;
