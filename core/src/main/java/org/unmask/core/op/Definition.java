package org.unmask.core.op;

/// What an operator computes, in words, and where it was published.
///
/// @param words  a sentence without its stop
/// @param source  author, year and arXiv number; or whose convention it is
public record Definition(String words, String source) {
    private static final String ATTENTION =
            "Vaswani et al., 2017, arXiv 1706.03762; grouped heads: Ainslie et al., 2023, arXiv 2305.13245";
    private static final String NORM = "Zhang and Sennrich, 2019, arXiv 1910.07467";
    private static final String GATED = "Shazeer, 2020, arXiv 2002.05202";
    private static final String MIXTURE = "Shazeer et al., 2017, arXiv 1701.06538";
    private static final String FEATURES = "Liu et al., 2025 (dLLM-Cache), arXiv 2506.06295";
    private static final String RESIDUAL = "He et al., 2015, arXiv 1512.03385";
    private static final String TRANSFORMER = "Vaswani et al., 2017, arXiv 1706.03762";

    /// The definition of an operator.
    public static Definition of(Operator operator) {
        return switch (operator) {
            case Operator.Embed _ ->
                new Definition("Looks up one row of the embedding table for each token", TRANSFORMER);
            case Operator.Norm _ ->
                new Definition("Divides each row by its root mean square and scales it by weights", NORM);
            case AttentionOperator.QkvProjection _ ->
                new Definition("Multiplies every row by the matrices of queries, keys and values", ATTENTION);
            case AttentionOperator.QueryKeyProjection _ ->
                new Definition("Multiplies the rows that have changed by the matrices of queries and keys", FEATURES);
            case AttentionOperator.ValueProjection _ ->
                new Definition(
                        "Multiplies every row by the matrix of values, which tells how much it has changed", FEATURES);
            case AttentionOperator.Similarity _ ->
                new Definition("Compares new values with cached ones by their cosine", FEATURES);
            case AttentionOperator.HeadNorm _ -> new Definition("Norms each head of queries and keys", NORM);
            case AttentionOperator.Rope _ ->
                new Definition("Rotates queries and keys by their positions", "Su et al., 2021, arXiv 2104.09864");
            case AttentionOperator.Attention _ ->
                new Definition("Weights the values of the keys that each query sees, by softmax(q·k / √d)", ATTENTION);
            case AttentionOperator.MixedAttention _ ->
                new Definition(
                        "Weights the values of the keys that each query sees, for groups of unlike sequences in one call",
                        ATTENTION);
            case Operator.Linear _ -> new Definition("Multiplies every row by one matrix", TRANSFORMER);
            case Operator.GateUpProjection _ ->
                new Definition("Multiplies every row by the matrices of gate and up", GATED);
            case Operator.SwiGlu _ -> new Definition("Multiplies silu(gate) by up, element by element", GATED);
            case MixtureOperator.Router _ ->
                new Definition("Scores all experts for each token and keeps the best", MIXTURE);
            case MixtureOperator.Experts _ ->
                new Definition(
                        "Adds up the MLPs that were chosen for each token; weights count for the experts that some token"
                                + " chooses, if every token chooses each alike: an assumption",
                        MIXTURE);
            case MixtureOperator.SharedExpert _ ->
                new Definition(
                        "Adds the MLP that every token goes through beside its experts",
                        "Dai et al., 2024, arXiv 2401.06066");
            case Operator.Residual _ -> new Definition("Adds what a block gives to the residual stream", RESIDUAL);
            case Operator.ResidualNorm _ ->
                new Definition(
                        "Adds what a block gives to the residual stream and norms the sum, in one reading", NORM);
            case Operator.Counted _ ->
                new Definition(
                        "Counted whole for a layout that is priced and not run", "`docs/method.md`, section Counting");
            case Operator.Select _ ->
                new Definition(
                        "Finds the most probable token of each row of logits and its probability",
                        "Nie et al., 2025 (LLaDA), arXiv 2502.09992; counted as an operator by convention");
        };
    }
}
