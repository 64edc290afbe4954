using System.Buffers.Binary;
using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Mapping;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Loading;

/// <summary>An open model: facts, weights and vocabulary, used in place. It opens completely or not at all.</summary>
public sealed class ModelFile : IDisposable
{
    private readonly IDisposable _owner;

    private ModelFile(
        RawBytes bytes, IDisposable owner, ModelFormat format, ModelFacts facts, ModelWeights weights, VocabularyFacts vocabulary)
    {
        Bytes = bytes;
        _owner = owner;
        Format = format;
        Facts = facts;
        Weights = weights;
        Vocabulary = vocabulary;
    }

    public ModelFormat Format { get; }

    public ModelFacts Facts { get; }

    public ModelWeights Weights { get; }

    public VocabularyFacts Vocabulary { get; }

    public long SizeBytes => Bytes.Length;

    /// <summary>True if the weights are pages shared with the page cache, false for a copy (<c>docs/reference/SLM.md</c>).</summary>
    public bool IsMapped => _owner is FileBytes { IsMapped: true };

    internal RawBytes Bytes { get; }

    /// <summary>The metadata of a GGUF file; null for other formats.</summary>
    internal GgufDirectory? Gguf { get; private init; }

    /// <summary>The header of a .slm file; null for other formats.</summary>
    internal SlmHeader? Slm { get; private init; }

    /// <param name="vocabularyPath">
    /// The vocabulary file of a llama2.c model; by default <c>tokN.bin</c> (N tokens) or <c>tokenizer.bin</c> beside it.
    /// </param>
    /// <param name="acceptsAnyChecksum">Does not read a .slm file whole to compare its checksum: it was compared before, or another program
    /// mixed it in its own way.</param>
    public static bool TryOpen(string path, out ModelFile model, out FormatError error,
        string? vocabularyPath = null, bool acceptsAnyChecksum = false)
    {
        model = null!;
        if (!FileBytes.TryOpen(path, out var file, out error)) return false;
        if (TryRead(file.Bytes, file, path, vocabularyPath, acceptsAnyChecksum, out model, out error)) return true;
        file.Dispose();
        return false;
    }

    /// <summary>Opens a model in memory, in place: the bytes must not change until the model is disposed.</summary>
    public static bool TryOpen(ReadOnlyMemory<byte> bytes, out ModelFile model, out FormatError error) =>
        TryRead(MemoryBytes.Borrow(bytes), out model, out error);

    /// <summary>Opens a model from a copy of the bytes, which the caller may change at once.</summary>
    public static bool TryOpenCopy(ReadOnlySpan<byte> bytes, out ModelFile model, out FormatError error)
    {
        model = null!;
        return MemoryBytes.TryCopy(bytes, out var copy, out error) && TryRead(copy, out model, out error);
    }

    /// <summary>Opens a model from a stream, read from its position to its end.</summary>
    /// <param name="mostBytes">A longer stream is refused.</param>
    public static bool TryOpen(Stream stream, long mostBytes, out ModelFile model, out FormatError error)
    {
        model = null!;
        return MemoryBytes.TryRead(stream, mostBytes, out var read, out error) && TryRead(read, out model, out error);
    }

    /// <summary>Brings all pages of the file in now, so that no later use has to wait for them.</summary>
    public void Populate() => (_owner as FileBytes)?.Populate();

    /// <summary>
    /// The first row of a weight tensor that holds an infinity or something that is no number; null where there is none. Reads all weights.
    /// </summary>
    internal (PartSlot Slot, int Row)? FirstNotFinite()
    {
        foreach (var slot in PartSlot.All(Facts))
            if (FiniteWeights.FirstBadRow(Weights[slot]) is var row and >= 0) return (slot, row);
        return null;
    }

    /// <summary>Returns the bytes of the file in this process's memory now; null if the system does not say.</summary>
    public long? ResidentBytes() => Pages.ResidentBytes(Bytes);

    /// <summary>Unmaps the file: every view of its weights and pieces is invalid from then on.</summary>
    public void Dispose() => _owner.Dispose();

    /// <summary>
    /// A model out of bytes that stay where they are until the owner is disposed; after a failure the caller still
    /// owns them.
    /// </summary>
    /// <param name="path">Where a llama2.c model's vocabulary is looked for; null where no file of that format can be meant.</param>
    internal static bool TryRead(
        RawBytes bytes, IDisposable owner, string? path, string? vocabularyPath, bool acceptsAnyChecksum,
        out ModelFile model, out FormatError error)
    {
        uint magic = bytes.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(0, 4));
        return magic switch
        {
            GgufDirectory.Magic => TryReadGguf(bytes, owner, out model, out error),
            SlmHeader.Magic => TryReadSlm(bytes, owner, acceptsAnyChecksum, out model, out error),
            _ when path is not null => TryReadLlama2C(bytes, owner, path, vocabularyPath, out model, out error),
            _ => NoKnownFormat(bytes, magic, out model, out error),
        };
    }

    private static bool TryRead(MemoryBytes memory, out ModelFile model, out FormatError error)
    {
        if (TryRead(memory.Bytes, memory, null, null, acceptsAnyChecksum: false, out model, out error)) return true;
        memory.Dispose();
        return false;
    }

    private static bool NoKnownFormat(RawBytes bytes, uint magic, out ModelFile model, out FormatError error)
    {
        model = null!;
        return bytes.Length < sizeof(uint)
            ? FormatError.Fail(FormatFault.Truncated, bytes.Length, 0, null, out error)
            : FormatError.Fail(FormatFault.BadMagic, 0, magic, null, out error);
    }

    private static bool TryReadGguf(RawBytes bytes, IDisposable owner, out ModelFile model, out FormatError error)
    {
        model = null!;
        if (!GgufParser.TryParse(bytes, out var directory, out error)) return false;
        if (!GgufVocabulary.TryRead(directory, out var vocabulary, out error)) return false;
        if (!GgufFacts.TryRead(directory, vocabulary.Count, out var facts, out error)) return false;
        if (!new GgufBinder(directory).TryBind(facts, out var weights, out error)) return false;
        model = new(bytes, owner, ModelFormat.Gguf, facts, weights, vocabulary) { Gguf = directory };
        return true;
    }

    private static bool TryReadSlm(RawBytes bytes, IDisposable owner, bool acceptsAnyChecksum, out ModelFile model, out FormatError error)
    {
        model = null!;
        if (!SlmParser.TryParse(bytes, out var slm, out error)) return false;
        if (!SlmVocabulary.TryRead(slm, out var vocabulary, out error)) return false;
        var facts = slm.Facts();
        if (!new SlmBinder(slm).TryBind(facts, out var weights, out error)) return false;
        if (!acceptsAnyChecksum && !SlmChecksums.Agrees(bytes, slm.Header, Fnv1aWords.Instance, out error)) return false;
        model = new(bytes, owner, ModelFormat.Slm, facts, weights, vocabulary) { Slm = slm.Header };
        return true;
    }

    private static bool TryReadLlama2C(
        RawBytes bytes, IDisposable owner, string path, string? vocabularyPath, out ModelFile model, out FormatError error)
    {
        model = null!;
        if (!Llama2CFile.TryParse(bytes, out var bin, out error)) return false;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        string named = Path.Combine(folder, $"tok{bin.Facts.VocabularySize}.bin");
        vocabularyPath ??= File.Exists(named) ? named : Path.Combine(folder, "tokenizer.bin");
        if (!FileBytes.TryOpen(vocabularyPath, out var pieces, out error))
        {
            error = error with { Subject = $"vocabulary {vocabularyPath}: {error.Subject}" };
            return false;
        }

        using (pieces)
        {
            if (!Llama2CVocabulary.TryRead(pieces.Bytes, bin.Facts.VocabularySize, out var vocabulary, out error))
            {
                error = error with { Subject = $"vocabulary {vocabularyPath}: {error.Subject}" };
                return false;
            }

            if (!new Llama2CBinder(bin).TryBind(bin.Facts, out var weights, out error)) return false;
            model = new(bytes, owner, ModelFormat.Llama2C, bin.Facts, weights, vocabulary);
        }

        return true;
    }
}
