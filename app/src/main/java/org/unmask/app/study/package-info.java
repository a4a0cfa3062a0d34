/// Studies: what to predict and measure, as a file, and what carries it out.
///
/// Start with [Study][org.unmask.app.study.Study], the file, and [StudyRunner][org.unmask.app.study.StudyRunner].
package org.unmask.app.study;
