/// Claims about speed against physics: what a roofline allows, what a claim implies, and what had to be assumed.
///
/// Start with [Auditor][org.unmask.app.audit.Auditor], which judges one claim at a time, and
/// [ClaimFiles][org.unmask.app.audit.ClaimFiles], which reads them. Clocks and engines are not known here.
package org.unmask.app.audit;
