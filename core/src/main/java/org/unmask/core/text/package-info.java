/// Words for people: what to say when a name is unknown.
package org.unmask.core.text;
