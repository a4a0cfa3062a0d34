/// Code of other languages in this process: its files, its functions, its memory.
///
/// `CachedFolder` holds shared libraries as files; `Native` loads them, and is the only class with restricted methods.
package org.unmask.engine.foreign;
