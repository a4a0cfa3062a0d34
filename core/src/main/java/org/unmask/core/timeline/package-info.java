/// Timelines: what happened, or would happen, and when.
package org.unmask.core.timeline;
