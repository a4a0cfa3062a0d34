package org.unmask.core.model;

/// What a rank that holds whole experts has to compute of a pass.
///
/// @param rows  rows that its experts compute; a token counts once for each of its experts there
/// @param distinct  experts of the rank that some token chooses
public record RankLoad(double rows, double distinct) {}
