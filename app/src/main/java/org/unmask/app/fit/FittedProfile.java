package org.unmask.app.fit;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.unmask.catalog.CatalogProfile;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.roofline.ProfileParameter;
import org.unmask.fit.Fit;

/// A fit as a profile whose every number says how it was found.
public final class FittedProfile {
    private FittedProfile() {}

    /// Makes a profile of a fit: undetermined parameters are left out.
    ///
    /// @param files  what was fitted to, for people
    public static CatalogProfile of(Fit fit, String id, String files) {
        String how = "fitted: unmask calibrate, " + LocalDate.now(ZoneOffset.UTC) + ", "
                + fit.points().size() + " points of " + files;
        Map<ProfileParameter, Figure> figures = new EnumMap<>(ProfileParameter.class);
        for (Fit.Estimate estimate : fit.estimates()) {
            if (estimate.status() != Fit.Status.UNDETERMINED) {
                figures.put(estimate.parameter(), new Figure(estimate.value(), how + "; " + sureness(estimate)));
            }
        }
        return new CatalogProfile(id, "fitted to " + files, figures);
    }

    private static String sureness(Fit.Estimate estimate) {
        return estimate.status() == Fit.Status.FITTED
                ? String.format(Locale.ROOT, "standard error %.3g", estimate.standardError())
                : estimate.note();
    }
}
