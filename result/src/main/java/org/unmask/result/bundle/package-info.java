/// Results, their study and what it names in one file that can be given to others: [Bundle]. What tells of a person or a
/// place is taken out by [Redaction]. Never depends on studies or reports.
package org.unmask.result.bundle;
