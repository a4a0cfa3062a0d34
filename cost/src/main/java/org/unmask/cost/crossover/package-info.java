/// Where a diffusion model and an autoregressive one break even: by batch, steps, tokens per pass and context.
///
/// Start with [Contest][org.unmask.cost.crossover.Contest], the two sides and what both have in common, and
/// [Solver][org.unmask.cost.crossover.Solver], which finds the crossovers by looking at every batch, number of steps and
/// context within the limits. A single point is a [Race][org.unmask.cost.crossover.Race]; many of them are a
/// [RaceMap][org.unmask.cost.crossover.RaceMap]. Nothing here prints, and nothing knows the catalogue.
package org.unmask.cost.crossover;
