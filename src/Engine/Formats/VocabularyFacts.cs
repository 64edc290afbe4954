namespace Teleo.Engine.Formats;

/// <summary>The checked vocabulary of a model file. Pieces are read in place, so it is valid while the file is open.</summary>
public abstract class VocabularyFacts : INames
{
    /// <summary>The most tokens of a vocabulary, which limits the memory for reading one.</summary>
    public const int MostTokens = 1 << 20;

    private NameTable? _index;

    public abstract VocabularyKind Kind { get; }

    public abstract int Count { get; }

    /// <summary>The rule that splits text before merging ("gpt-2", "llama-bpe", "qwen2"); null if the file does not state it.</summary>
    public string? PreTokenizer { get; protected init; }

    /// <summary>The name of the model; a few tokenizers depend on it where the file has no key for their behaviour.</summary>
    public string? ModelName { get; protected init; }

    public int? Bos { get; protected init; }
    public int? Eos { get; protected init; }
    public int? EndOfTurn { get; protected init; }
    public int? Unknown { get; protected init; }
    public int? Padding { get; protected init; }
    public int? Separator { get; protected init; }

    /// <summary>Null where the file is silent: then the kind of tokenizer decides.</summary>
    public bool? AddBos { get; protected init; }

    /// <inheritdoc cref="AddBos"/>
    public bool? AddEos { get; protected init; }

    /// <summary>True if a space is put before the text; null if the file does not state it.</summary>
    public bool? AddSpacePrefix { get; protected init; }

    /// <summary>The template for conversations, where the file has one.</summary>
    public string? ChatTemplate { get; protected init; }

    /// <summary>The bytes of a token as the vocabulary writes them.</summary>
    public abstract ReadOnlySpan<byte> Piece(int token);

    /// <summary>The merit of a piece; 0 where the vocabulary has no scores.</summary>
    public abstract float Score(int token);

    public abstract TokenKind KindOf(int token);

    /// <summary>The number of merges, in order of rank.</summary>
    public abstract int MergeCount { get; }

    /// <summary>The merge of a rank, by token ids.</summary>
    public abstract TokenMerge MergeAt(int rank);

    /// <summary>The id of a piece, or -1. Of equal pieces the last counts.</summary>
    public int Find(ReadOnlySpan<byte> piece) => (_index ??= MakeIndex()).Find(piece);

    ReadOnlySpan<byte> INames.NameAt(int index) => Piece(index);

    private NameTable MakeIndex()
    {
        var table = new NameTable(this);
        for (int token = 0; token < Count; token++) table.Replace(token);
        return table;
    }
}

/// <summary>Two neighbouring tokens and the one that replaces them.</summary>
public readonly record struct TokenMerge(int Left, int Right, int Output);
