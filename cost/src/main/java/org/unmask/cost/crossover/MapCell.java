package org.unmask.cost.crossover;

/// A cell of a map with what its map is of.
public record MapCell(Contest contest, Race race) {}
