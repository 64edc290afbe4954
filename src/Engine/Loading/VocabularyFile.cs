using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Loading;

/// <summary>A GGUF file opened for its vocabulary alone; it need not hold any tensor.</summary>
public sealed class VocabularyFile : IDisposable
{
    private readonly FileBytes _file;

    private VocabularyFile(FileBytes file, VocabularyFacts facts)
    {
        _file = file;
        Facts = facts;
    }

    public VocabularyFacts Facts { get; }

    public static bool TryOpen(string path, out VocabularyFile vocabulary, out FormatError error)
    {
        vocabulary = null!;
        if (!FileBytes.TryOpen(path, out var file, out error)) return false;
        if (GgufParser.TryParse(file.Bytes, out var directory, out error)
            && GgufVocabulary.TryRead(directory, out var facts, out error))
        {
            vocabulary = new(file, facts);
            return true;
        }
        file.Dispose();
        return false;
    }

    /// <summary>Unmaps the file: its pieces are invalid from then on.</summary>
    public void Dispose() => _file.Dispose();
}
