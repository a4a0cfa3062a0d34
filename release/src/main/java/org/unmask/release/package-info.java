/// Packs the archive that people download: a Java runtime, our jars and the libraries with the natives of one system,
/// launcher, completions, manual pages, licences, and the list of all parts. Two builds of the same sources give the same bytes.
package org.unmask.release;
