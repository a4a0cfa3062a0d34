/// A model behind the interface of OpenAI: [OpenAi][org.unmask.web.openai.OpenAi] answers completions and
/// conversations, whole or as a stream, with errors in the form that its clients expect.
///
/// It sees no engine: a [TextModel][org.unmask.web.openai.TextModel] is whatever turns tokens into tokens, pass by
/// pass. One thread, that of the `Scheduler`, runs the passes of all requests; a thread for each request reads,
/// waits and writes.
package org.unmask.web.openai;
