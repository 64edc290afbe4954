using System.Collections.Immutable;

namespace Teleo.Engine.Tokenizers;

/// <summary>The token ids with a meaning of their own; null where the model names none.</summary>
public sealed record SpecialTokens
{
    public int? Bos { get; init; }
    public int? Eos { get; init; }
    public int? Unknown { get; init; }
    public int? Padding { get; init; }
    public int? Separator { get; init; }
    public bool AddBos { get; init; }
    public bool AddEos { get; init; }

    /// <summary>Every token that ends generation: end of sequence, end of turn and the like.</summary>
    public ImmutableArray<int> EndOfText { get; init; } = [];
}
