package org.unmask.app.claim;

import java.util.List;
import java.util.function.Function;

/// A sentence of a paper that numbers can decide.
///
/// @param id  for links and files
/// @param paper  short citation
/// @param source  address of the paper
/// @param words  what it claims, in our words
/// @param rule  what counts as confirmed
/// @param quantity  what the deciding number is
/// @param command  prints numbers that decide it, after the name of the program
/// @param check  findings from times
record Claim(
        String id,
        String paper,
        String source,
        String words,
        String rule,
        String quantity,
        String command,
        Function<List<Observed>, List<Finding>> check) {}
