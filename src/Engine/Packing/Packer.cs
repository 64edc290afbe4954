using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Packing;

/// <summary>Makes model files: from other files, or with generated weights. Each is written completely or not at all.</summary>
public static class Packer
{
    /// <summary>The format a file name asks for; null for an ending of no format.</summary>
    public static ModelFormat? FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".gguf" => ModelFormat.Gguf,
        ".slm" => ModelFormat.Slm,
        ".bin" => ModelFormat.Llama2C,
        _ => null,
    };

    /// <summary>The same model in another format, or with wider types. Refused where anything would be lost.</summary>
    /// <param name="type">Null keeps the types; F32 holds every value of every type.</param>
    public static bool TryConvert(string input, string output, TensorType? type, out FormatError error, string? vocabularyPath = null)
    {
        if (!ModelFile.TryOpen(input, out var model, out error, vocabularyPath)) return false;
        using (model)
        {
            var content = ModelContent.Of(model);
            foreach (var slot in PartSlot.All(model.Facts))
                if (type is { } wanted && wanted != TensorType.F32 && wanted != content.Source(slot).Type)
                    return Refuse($"{content.Source(slot).Type.Name()} to {wanted.Name()} loses precision; quantize does that", out error);
            return TryWrite(output, content, TypeChoice.Converting(content, type), mostly: null, out error);
        }
    }

    /// <summary>The same model in fewer bits. Only what was never quantised may be, so that errors do not add up unseen.</summary>
    public static bool TryQuantize(string input, string output, TensorType type, out FormatError error, string? vocabularyPath = null)
    {
        if (!ModelFile.TryOpen(input, out var model, out error, vocabularyPath)) return false;
        using (model)
        {
            var content = ModelContent.Of(model);
            foreach (var slot in PartSlot.All(model.Facts))
            {
                var source = content.Source(slot);
                if (source.Type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
                    return Refuse($"{GgufNames.Of(slot)} is {source.Type.Name()} already; quantize the original", out error);
                if (source.FirstRowNotFinite() is not null) return Fail(FormatFault.NotFinite, GgufNames.Of(slot), out error);
            }
            return TryWrite(output, content, TypeChoice.Quantizing(model.Facts, type), type, out error);
        }
    }

    /// <summary>A model of invented weights, the same for the same arguments on every machine.</summary>
    public static bool TryWriteFixture(string output, FixtureShape shape, TensorType type, ulong seed, out FormatError error)
    {
        if (shape.Problem() is { } problem) return Fail(FormatFault.ValueOutOfRange, problem, out error);
        var format = FormatOf(output);
        if (format is { } known && shape.Vocabulary > FixtureVocabulary.Most(known))
            return Fail(FormatFault.ValueOutOfRange,
                $"at most {FixtureVocabulary.Most(known)} tokens in a fixture of this format", out error);
        var content = ModelContent.Invented(shape, seed, format ?? ModelFormat.Gguf);
        return TryWrite(output, content, TypeChoice.Uniform(type), type, out error);
    }

    /// <summary>Writes a byte-level model with weights in memory, as training produces them: 256 bytes and four special tokens.</summary>
    /// <param name="values">The numbers of each tensor, row after row.</param>
    public static bool TryWriteBytesModel(string output, ModelFacts facts,
        Func<PartSlot, ReadOnlyMemory<float>> values, out FormatError error)
    {
        if (facts.VocabularySize != FixtureVocabulary.FewestTokens)
            return Fail(FormatFault.ValueOutOfRange,
                $"a model of bytes has {FixtureVocabulary.FewestTokens} tokens, not {facts.VocabularySize}", out error);
        return TryWrite(output, ModelContent.OfBytes(facts, values), TypeChoice.Uniform(TensorType.F32), mostly: null, out error);
    }

    /// <summary>Writes a LoRA adapter with pairs in memory, in the layout of llama.cpp.</summary>
    /// <param name="pairs">For each adapted matrix A [rank, columns] and B [rows, rank], row after row; null leaves a matrix as it
    /// is.</param>
    public static bool TryWriteAdapter(
        string output, ModelFacts facts, int rank, float alpha,
        Func<PartSlot, (ReadOnlyMemory<float> Down, ReadOnlyMemory<float> Up)?> pairs, out FormatError error)
    {
        error = default;
        try
        {
            AtomicFile.Write(output, stream => AdapterExport.Write(stream, facts, rank, alpha, pairs));
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(FormatFault.Unwritable, failure.Message, out error);
        }
    }

    private static bool TryWrite(
        string output, ModelContent content, Func<PartSlot, TensorType> typeOf, TensorType? mostly, out FormatError error)
    {
        error = default;
        var format = FormatOf(output);
        string? problem = format switch
        {
            ModelFormat.Gguf => GgufExport.Problem(content, typeOf),
            ModelFormat.Slm => SlmExport.Problem(content, typeOf),
            ModelFormat.Llama2C => Llama2CExport.Problem(content, typeOf),
            _ => "the output's name must end in .gguf, .slm or .bin",
        };
        if (problem is not null) return Refuse(problem, out error);
        foreach (var slot in PartSlot.All(content.Facts))
            if (slot.Columns % typeOf(slot).BlockElements() != 0)
                return Fail(FormatFault.BlockDoesNotDivideRow,
                    $"{GgufNames.Of(slot)}: {slot.Columns} columns as {typeOf(slot).Name()}", out error);
        try
        {
            AtomicFile.WriteInLargePieces(output, stream =>
            {
                if (format == ModelFormat.Gguf) GgufExport.Write(stream, content, typeOf, mostly);
                else if (format == ModelFormat.Slm) SlmExport.Write(stream, content, typeOf, Fnv1aWords.Instance);
                else Llama2CExport.Write(stream, content);
            });
            if (format == ModelFormat.Llama2C)
                AtomicFile.Write(VocabularyPathFor(output, content), stream => Llama2CVocabulary.Write(content.Vocabulary, stream));
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(FormatFault.Unwritable, failure.Message, out error);
        }
    }

    private static string VocabularyPathFor(string output, ModelContent content) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(output))!, $"tok{content.Facts.VocabularySize}.bin");

    private static bool Refuse(string reason, out FormatError error) => Fail(FormatFault.WouldLose, reason, out error);

    private static bool Fail(FormatFault fault, string subject, out FormatError error) => FormatError.Fail(fault, 0, 0, subject, out error);
}
