package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Mask;

class PassTest {
    private static final Task TASK = new Task(Phase.DECODE, 0, 0, 0, 0, 0, new Commit.None());

    private static Pass.Group group(int batch, int queries, int context, int logitRows) {
        return new Pass.Group(batch, queries, context, Mask.CAUSAL, logitRows, Reuse.NONE, TASK);
    }

    @Test
    void aPassCountsTheTokensOfAllGroups() {
        Pass chunk = new Pass(1, 512, 1024, Mask.CAUSAL, 0, TASK);
        Pass decode = new Pass(7, 1, 99, Mask.CAUSAL, 1, TASK);
        Reuse features = new Reuse(13, 8, 2);
        Pass reusing = new Pass(2, 2, 11, Mask.FULL, 4, features, TASK);
        Pass pass = Pass.together(List.of(chunk, Pass.together(List.of(decode, reusing))));

        assertThat(pass.groups()).containsExactly(chunk.only(), decode.only(), reusing.only());
        assertThat(pass.tokens()).isEqualTo(512 + 7 + 2 * 2);
        assertThat(pass.streamTokens()).isEqualTo(512 + 7 + 2 * 13);
        assertThat(pass.headRows()).isEqualTo(7 + 2 * 4);
        assertThat(pass.reuses()).isTrue();
        assertThat(Pass.together(List.of(chunk, decode)).reuses()).isFalse();
    }

    @Test
    void whoNeedsOneGroupIsToldOfSeveral() {
        Pass pass = new Pass(List.of(group(1, 8, 0, 0), group(1, 1, 8, 1)));

        assertThatThrownBy(pass::only)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad pass: groups=2; all sequences must be alike here, in one group");
        assertThatThrownBy(() -> new Pass(List.of())).hasMessageContaining("groups=0");
    }

    @Test
    void moreKeysThanAnIntHoldsAreRefused() {
        assertThat(group(1, 1, Integer.MAX_VALUE - 1, 1).keys()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> group(1, 1, Integer.MAX_VALUE, 1)).hasMessageContaining("context=2147483647");
    }

    /// Groups of unlike contexts, dealt like cards one sequence after the other.
    @Property
    void sequencesAreDealtInTurn(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> batches,
            @ForAll @IntRange(min = 1, max = 7) int hands) {
        List<Pass.Group> groups = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int hand = 0; hand < hands; hand++) {
            expected.add(new ArrayList<>());
        }
        int sequence = 0;
        for (int i = 0; i < batches.size(); i++) {
            groups.add(group(batches.get(i), 1, i, 1));
            for (int j = 0; j < batches.get(i); j++) {
                expected.get(sequence % hands).add(i);
                sequence++;
            }
        }
        expected.removeIf(List::isEmpty);

        List<List<Integer>> contexts =
                new Pass(groups).dealt(hands).stream().map(PassTest::contexts).toList();

        assertThat(contexts).isEqualTo(expected);
    }

    private static List<Integer> contexts(Pass pass) {
        List<Integer> contexts = new ArrayList<>();
        pass.groups().forEach(group -> contexts.addAll(Collections.nCopies(group.batch(), group.context())));
        return contexts;
    }
}
