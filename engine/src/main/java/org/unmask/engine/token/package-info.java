/// Text to tokens and back.
package org.unmask.engine.token;
