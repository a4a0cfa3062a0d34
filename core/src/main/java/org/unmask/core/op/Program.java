package org.unmask.core.op;

import java.util.List;
import java.util.stream.Stream;

/// The operators of one forward pass. Identical layers are stored once with their number.
public record Program(List<Section> sections) {
    public Program {
        sections = List.copyOf(sections);
    }

    /// Layers of the same kind that follow each other.
    ///
    /// @param firstLayer  layer of the first repetition, from 0
    /// @param repeats  how often the operators run, one layer after the other
    public record Section(int firstLayer, int repeats, List<Operator> operators) {
        public Section {
            if (firstLayer < 0 || repeats < 1) {
                throw new IllegalArgumentException("bad section: first layer=" + firstLayer + " repeats=" + repeats);
            }
            operators = List.copyOf(operators);
        }

        private Stream<Section> cut(Storage storage) {
            int end = firstLayer + repeats;
            return Stream.iterate(firstLayer, layer -> layer < end, layer -> storage.alike(layer, end))
                    .map(layer -> new Section(layer, storage.alike(layer, end) - layer, operators));
        }

        /// What runs once a pass, outside the layers.
        public static Section once(List<Operator> operators) {
            return new Section(0, 1, operators);
        }
    }

    /// Work of the whole pass.
    public Work work(DTypes types) {
        Work sum = Work.NONE;
        for (Section section : sections(types)) {
            for (Operator operator : section.operators()) {
                sum = sum.plus(Work.of(operator, types, section.firstLayer()).times(section.repeats()));
            }
        }
        return sum;
    }

    /// The sections, cut where layers are stored otherwise: then the work of a section is that of its first layer, times
    /// its repeats.
    public List<Section> sections(DTypes types) {
        return types.storage().isEmpty()
                ? sections
                : sections.stream()
                        .flatMap(section -> section.cut(types.storage().get()))
                        .toList();
    }
}
