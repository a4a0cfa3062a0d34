package org.unmask.core.op;

import java.util.List;

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

        /// What runs once a pass, outside the layers.
        public static Section once(List<Operator> operators) {
            return new Section(0, 1, operators);
        }
    }

    /// Work of the whole pass.
    public Work work(DTypes types) {
        Work sum = Work.NONE;
        for (Section section : sections) {
            for (Operator operator : section.operators()) {
                sum = sum.plus(Work.of(operator, types).times(section.repeats()));
            }
        }
        return sum;
    }
}
