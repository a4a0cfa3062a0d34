/// Text to tokens and back, as the model's own `tokenizer.json` says.
package org.unmask.engine.token;
