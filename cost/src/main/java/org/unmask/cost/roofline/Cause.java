package org.unmask.cost.roofline;

import java.util.List;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Term;
import org.unmask.core.op.Terms;

/// What takes the time of a call.
sealed interface Cause {
    /// The name of its operator.
    String name();

    /// The terms of one run on one device.
    List<Term> terms(DTypes types);

    /// An operator of the program.
    ///
    /// @param layer  the first that runs it so, from 0
    record Ran(String name, Operator operator, int layer) implements Cause {
        @Override
        public List<Term> terms(DTypes types) {
            return Terms.of(operator, types, layer);
        }
    }

    /// What devices tell each other.
    record Sent(Exchanges.Exchange exchange) implements Cause {
        @Override
        public String name() {
            return exchange.name();
        }

        @Override
        public List<Term> terms(DTypes types) {
            return List.of(exchange.term());
        }
    }

    /// What a pass takes beside its operators.
    record Dispatched() implements Cause {
        @Override
        public String name() {
            return Pricer.DISPATCH;
        }

        @Override
        public List<Term> terms(DTypes types) {
            return List.of();
        }
    }
}
