package org.unmask.report;

/// A name and what it stands for.
public record Fact(String name, String text) {}
