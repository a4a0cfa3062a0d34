package org.unmask.report;

/// What a figure shows, in one sentence without a full stop: its heading.
///
/// @param device  the tab that it speaks of; empty if it speaks of all
public record Finding(String device, String text) {
    /// A finding of the whole figure.
    public static Finding of(String text) {
        return new Finding("", text);
    }
}
