using Teleo.Engine.Formats;
using Teleo.Engine.Mapping;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>An open model: facts, weights and vocabulary, all of one file and used in place. Either whole or not there at all.</summary>
public sealed class ModelFile : IDisposable
{
    private readonly FileBytes _file;

    private ModelFile(FileBytes file, ModelFormat format, ModelFacts facts, ModelWeights weights, VocabularyFacts vocabulary)
    {
        _file = file;
        Format = format;
        Facts = facts;
        Weights = weights;
        Vocabulary = vocabulary;
    }

    public ModelFormat Format { get; }

    public ModelFacts Facts { get; }

    public ModelWeights Weights { get; }

    public VocabularyFacts Vocabulary { get; }

    public long SizeBytes => _file.Bytes.Length;

    /// <summary>Whether the weights are pages shared with the page cache, or a private copy (see <c>docs/SLM.md</c>).</summary>
    public bool IsMapped => _file.IsMapped;

    public static bool TryOpen(string path, out ModelFile model, out FormatError error)
    {
        model = null!;
        if (!FileBytes.TryOpen(path, out var file, out error)) return false;
        if (TryRead(file, out model, out error)) return true;
        file.Dispose();
        return false;
    }

    /// <summary>Unmaps the file: every view of its weights and pieces is invalid from then on.</summary>
    public void Dispose() => _file.Dispose();

    private static bool TryRead(FileBytes file, out ModelFile model, out FormatError error)
    {
        model = null!;
        if (!GgufParser.TryParse(file.Bytes, out var directory, out error)) return false;
        if (!GgufVocabulary.TryRead(directory, out var vocabulary, out error)) return false;
        if (!GgufFacts.TryRead(directory, vocabulary.Count, out var facts, out error)) return false;
        if (!GgufWeights.TryBind(directory, facts, file, out var weights, out error)) return false;
        model = new(file, ModelFormat.Gguf, facts, weights, vocabulary);
        return true;
    }
}
