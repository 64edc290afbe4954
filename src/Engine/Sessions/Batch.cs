using Teleo.Engine.Adapters;

namespace Teleo.Engine.Sessions;

/// <summary>Tokens of one session that are read together, and the place of their results.</summary>
internal readonly unsafe struct Batch
{
    public required KvCache Cache { get; init; }

    /// <summary>The adapter of the weights; null for none.</summary>
    public required LoraAdapter? Adapter { get; init; }

    /// <summary>
    /// True if weights are used in place, as for the next token of an answer, and not unpacked for many columns.
    /// </summary>
    public required bool IsDirect { get; init; }

    public required int* Tokens { get; init; }      // [columns]
    public required int Columns { get; init; }      // one for each token
    public required int Start { get; init; }        // position of the first token
    public required int FirstOutput { get; init; }  // first column with logits; as many as there are columns for none
    public required float* Logits { get; init; }    // [columns - firstOutput, padded vocabulary]
}
