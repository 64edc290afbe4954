using System.Collections.Immutable;
using System.Text;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tokenizers;

/// <summary>The token ids with a meaning of their own; null where the model names none.</summary>
public sealed record SpecialTokens
{
    // Tokens that end generation by custom: files seldom name more than one of them by key.
    private static readonly HashSet<string> EndTexts =
    [
        "<|eot_id|>", "<|eom_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|endoftext|>", "<|end_of_text|>",
        "<end_of_turn>", "<end_of_utterance>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "</s>", "<eos>", "<｜end▁of▁sentence｜>",
        "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "<|fim_repo|>", "<|repo_name|>", "<|file_sep|>",
    ];

    private static readonly int LongestEndText = EndTexts.Max(Encoding.UTF8.GetByteCount);

    public int? Bos { get; init; }
    public int? Eos { get; init; }
    public int? Unknown { get; init; }
    public bool AddBos { get; init; }
    public bool AddEos { get; init; }

    /// <summary>Every token that ends generation: end of sequence, end of turn and the like, by key and by custom.</summary>
    public ImmutableArray<int> EndOfText { get; init; } = [];

    /// <summary>Returns the special tokens of a vocabulary; missing ones come from the defaults of its kind.</summary>
    internal static SpecialTokens Of(VocabularyFacts vocabulary, bool addsBosByCustom)
    {
        bool pieces = vocabulary.Kind == VocabularyKind.SentencePiece;
        int? bos = vocabulary.Bos ?? (pieces && vocabulary.Count > 1 ? 1 : null);
        int? eos = vocabulary.Eos ?? (pieces && vocabulary.Count > 2 ? 2 : null);
        return new SpecialTokens
        {
            Bos = bos,
            Eos = eos,
            Unknown = vocabulary.Unknown ?? (pieces ? 0 : null),
            AddBos = bos is not null && (vocabulary.AddBos ?? addsBosByCustom),
            AddEos = eos is not null && (vocabulary.AddEos ?? false),
            EndOfText = Ends(vocabulary, eos),
        };
    }

    private static ImmutableArray<int> Ends(VocabularyFacts vocabulary, int? eos)
    {
        var ends = new SortedSet<int>();
        if (eos is { } end) ends.Add(end);
        if (vocabulary.EndOfTurn is { } turn) ends.Add(turn);
        for (int token = 0; token < vocabulary.Count; token++)
        {
            var piece = vocabulary.Piece(token);
            if (piece.Length < 4 || piece.Length > LongestEndText || piece[0] is not ((byte)'<' or (byte)'[' or (byte)'_')) continue;
            if (piece[^1] is (byte)'>' or (byte)']' && EndTexts.Contains(Encoding.UTF8.GetString(piece))) ends.Add(token);
        }

        return [.. ends];
    }
}
