package org.unmask.app.audit;

import java.util.List;

/// What a name stands for in the catalogue.
///
/// @param count  devices that the name itself counts, as in `2x RTX 3090`; 1 if it counts none
/// @param assumed  what was read into the name, one sentence each
record Found(String id, int count, List<String> assumed) {
    Found {
        assumed = List.copyOf(assumed);
    }
}
