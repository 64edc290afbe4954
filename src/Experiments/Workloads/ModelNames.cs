using System.Collections.Immutable;
using System.Text;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Numbers the models of a log. Spellings that differ only in case, or by the tag that Ollama takes where none is given, are one model and
/// keep the spelling that was met first.
/// </summary>
internal sealed class ModelNames
{
    private const string DefaultTag = ":latest";

    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _modelOf =
        new Dictionary<byte[], int>(new NameBytes()).GetAlternateLookup<ReadOnlySpan<byte>>();

    private readonly Dictionary<string, int> _models = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private (byte[] Spelling, int Model) _last = ([], -1);

    public int Count => _names.Count;

    /// <summary>Spellings met, one for each model among them.</summary>
    public int Spellings => _modelOf.Dictionary.Count;

    public ImmutableArray<string> Names => [.. _names];

    /// <summary>The form that all spellings of one model have in common.</summary>
    public static string Key(string name)
    {
        string key = name.ToLowerInvariant();
        return key.EndsWith(DefaultTag, StringComparison.Ordinal) ? key[..^DefaultTag.Length] : key;
    }

    /// <summary>The number of a model; -1 for a new spelling.</summary>
    public int Find(ReadOnlySpan<byte> spelling)
    {
        if (spelling.SequenceEqual(_last.Spelling)) return _last.Model;   // most logs ask for one model several times running
        if (!_modelOf.TryGetValue(spelling, out byte[]? known, out int model)) return -1;
        _last = (known, model);
        return model;
    }

    /// <summary>Numbers the model of a spelling that is new.</summary>
    public int Add(ReadOnlySpan<byte> spelling)
    {
        string name = Encoding.UTF8.GetString(spelling), key = Key(name);
        if (!_models.TryGetValue(key, out int model))
        {
            _models.Add(key, model = _names.Count);
            _names.Add(name);
        }

        _modelOf[spelling] = model;
        return model;
    }
}
