/// The self-contained HTML report.
package org.unmask.app.report;
