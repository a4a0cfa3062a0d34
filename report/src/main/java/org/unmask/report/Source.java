package org.unmask.report;

/// Where a number comes from.
///
/// @param detail  for instance `roofline, device figures: https://...`, `this machine, 7 samples, median`, or a
///     citation; addresses become links
public record Source(Provenance provenance, String detail) {
    /// From the cost model under assumed passes.
    public static Source predicted(String detail) {
        return new Source(Provenance.PREDICTED, detail);
    }

    /// From the cost model under recorded passes.
    public static Source replayed(String detail) {
        return new Source(Provenance.REPLAYED, detail);
    }

    /// From a clock.
    public static Source measured(String detail) {
        return new Source(Provenance.MEASURED, detail);
    }

    /// From a publication.
    public static Source published(String detail) {
        return new Source(Provenance.PUBLISHED, detail);
    }

    /// The line of a caption, for instance `published: arXiv 2510.04146`.
    public String caption() {
        return provenance.caption() + (detail.isEmpty() ? "" : ": " + detail);
    }
}
