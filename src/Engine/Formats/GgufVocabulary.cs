using System.Buffers;
using System.Buffers.Binary;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>A vocabulary in GGUF metadata: it keeps only the start of each piece and merge; the bytes stay in the file.</summary>
internal sealed class GgufVocabulary : VocabularyFacts
{
    private const int LongestMerge = 4096;

    private readonly RawBytes _file;
    private readonly Slice[] _pieces;
    private readonly int _scoresAt, _kindsAt;   // offsets; 0 where there are none
    private readonly TokenMerge[] _merges;

    private GgufVocabulary(
        GgufDirectory directory, VocabularyKind kind, Slice[] pieces, int scoresAt, int kindsAt, ref GgufFactReader facts)
    {
        (_file, Kind, _pieces, _scoresAt, _kindsAt) = (directory.File, kind, pieces, scoresAt, kindsAt);
        PreTokenizer = facts.Text("tokenizer.ggml.pre");
        ModelName = facts.Text("general.name");
        Bos = facts.Token("tokenizer.ggml.bos_token_id", Count);
        Eos = facts.Token("tokenizer.ggml.eos_token_id", Count);
        EndOfTurn = facts.Token("tokenizer.ggml.eot_token_id", Count);
        Unknown = facts.Token("tokenizer.ggml.unknown_token_id", Count);
        Padding = facts.Token("tokenizer.ggml.padding_token_id", Count);
        Separator = facts.Token("tokenizer.ggml.seperator_token_id", Count);
        AddBos = facts.Flag("tokenizer.ggml.add_bos_token");
        AddEos = facts.Flag("tokenizer.ggml.add_eos_token");
        AddSpacePrefix = facts.Flag("tokenizer.ggml.add_space_prefix");
        ChatTemplate = facts.Text("tokenizer.chat_template");
        _merges = ReadMerges(directory, ref facts);
    }

    public override VocabularyKind Kind { get; }

    public override int Count => _pieces.Length;

    public override int MergeCount => _merges.Length;

    public override TokenMerge MergeAt(int rank) => _merges[rank];

    public override ReadOnlySpan<byte> Piece(int token) => _file.Slice(_pieces[token].Offset, _pieces[token].Length);

    public override float Score(int token) =>
        _scoresAt == 0 ? 0 : BinaryPrimitives.ReadSingleLittleEndian(_file.Slice(_scoresAt + 4 * token, 4));

    public override TokenKind KindOf(int token) =>
        _kindsAt == 0 ? TokenKind.Normal : (TokenKind)BinaryPrimitives.ReadInt32LittleEndian(_file.Slice(_kindsAt + 4 * token, 4));

    public static bool TryRead(GgufDirectory directory, out VocabularyFacts vocabulary, out FormatError error)
    {
        vocabulary = null!;
        var facts = new GgufFactReader(directory);
        var read = Read(directory, ref facts);
        error = facts.Error;
        if (facts.Failed) return false;
        vocabulary = read!;
        return true;
    }

    private static GgufVocabulary? Read(GgufDirectory directory, ref GgufFactReader facts)
    {
        string? model = facts.Text("tokenizer.ggml.model", optional: false);
        if (model is not ("llama" or "gpt2")) facts.FailAt("tokenizer.ggml.model", FormatFault.UnsupportedFeature, 0, model);
        var tokens = facts.Array("tokenizer.ggml.tokens", optional: false, GgufValueType.String);
        if (tokens is not { Count: > 0 and <= MostTokens } list)
        {
            facts.Fail(FormatFault.ValueOutOfRange, tokens?.Value.Offset ?? 0, (ulong)(tokens?.Count ?? 0), "tokenizer.ggml.tokens");
            return null;
        }
        int scoresAt = AgreeingArray(ref facts, "tokenizer.ggml.scores", list.Count, GgufValueType.Float32);
        int kindsAt = AgreeingArray(ref facts, "tokenizer.ggml.token_type", list.Count, GgufValueType.Int32, GgufValueType.UInt32);
        if (scoresAt != 0) CheckScores(directory, ref facts, scoresAt, list.Count);
        if (kindsAt != 0) CheckKinds(directory, ref facts, kindsAt, list.Count);
        var kind = model == "gpt2" ? VocabularyKind.ByteLevelBpe : VocabularyKind.SentencePiece;
        return new GgufVocabulary(directory, kind, SlicesOf(directory, list), scoresAt, kindsAt, ref facts);
    }

    private static int AgreeingArray(ref GgufFactReader facts, string key, int count, params ReadOnlySpan<GgufValueType> elementTypes)
    {
        if (facts.Array(key, optional: true, elementTypes) is not { } array) return 0;
        if (array.Count != count) facts.Fail(FormatFault.VocabularyMismatch, array.Value.Offset, (ulong)array.Count, key);
        return facts.Failed ? 0 : array.ElementsAt;
    }

    private static void CheckScores(GgufDirectory directory, ref GgufFactReader facts, int at, int count)
    {
        var scores = directory.Bytes(new(at, 4 * count));
        for (int token = 0; token < count; token++)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(scores[(4 * token)..]);
            if (!float.IsFinite(BitConverter.UInt32BitsToSingle(bits)))
                facts.Fail(FormatFault.NotFinite, at + 4L * token, bits, "tokenizer.ggml.scores");
        }
    }

    private static void CheckKinds(GgufDirectory directory, ref GgufFactReader facts, int at, int count)
    {
        var kinds = directory.Bytes(new(at, 4 * count));
        for (int token = 0; token < count; token++)
        {
            uint kind = BinaryPrimitives.ReadUInt32LittleEndian(kinds[(4 * token)..]);
            if (kind > (uint)TokenKind.Byte) facts.Fail(FormatFault.ValueOutOfRange, at + 4L * token, kind, "tokenizer.ggml.token_type");
        }
    }

    // The parser has walked this array before and seen that every length is right.
    private static Slice[] SlicesOf(GgufDirectory directory, GgufEntry texts)
    {
        var slices = new Slice[texts.Count];
        int at = texts.ElementsAt;
        for (int index = 0; index < slices.Length; index++)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(directory.Bytes(new(at, 8)));
            slices[index] = new(at + 8, length);
            at += 8 + length;
        }
        return slices;
    }

    private TokenMerge[] ReadMerges(GgufDirectory directory, ref GgufFactReader facts)
    {
        if (Kind != VocabularyKind.ByteLevelBpe) return [];
        var array = facts.Array("tokenizer.ggml.merges", optional: false, GgufValueType.String);
        if (array is { Count: > MostTokens } many)
            facts.Fail(FormatFault.ValueOutOfRange, many.Value.Offset, (ulong)many.Count, "tokenizer.ggml.merges");
        if (facts.Failed || array is not { } texts) return [];
        var slices = SlicesOf(directory, texts);
        var merges = new TokenMerge[slices.Length];
        byte[] joined = ArrayPool<byte>.Shared.Rent(LongestMerge);
        for (int rank = 0; rank < merges.Length && !facts.Failed; rank++)
            if (!TryResolve(directory.Bytes(slices[rank]), joined, out merges[rank]))
                facts.Fail(FormatFault.UnknownToken, slices[rank].Offset, (ulong)rank, "tokenizer.ggml.merges");
        ArrayPool<byte>.Shared.Return(joined);
        return merges;
    }

    // "left right": the first space after the first byte parts them, as a piece may begin with a space but not hold one.
    private bool TryResolve(ReadOnlySpan<byte> text, Span<byte> joined, out TokenMerge merge)
    {
        merge = default;
        int space = text.Length is < 3 or > LongestMerge ? -1 : text[1..].IndexOf((byte)' ') + 1;
        if (space <= 0) return false;
        var left = text[..space];
        var right = text[(space + 1)..];
        left.CopyTo(joined);
        right.CopyTo(joined[left.Length..]);
        merge = new(Find(left), Find(right), Find(joined[..(text.Length - 1)]));
        return merge is { Left: >= 0, Right: >= 0, Output: >= 0 };
    }
}
