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

    private readonly NameIndex _spellings = new();
    private readonly List<int> _modelOf = [];
    private readonly Dictionary<string, int> _models = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public int Count => _names.Count;

    /// <summary>Spellings met, one for each model among them.</summary>
    public int Spellings => _spellings.Count;

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
        int found = _spellings.Find(spelling);
        return found < 0 ? -1 : _modelOf[found];
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

        _spellings.Add(spelling);
        _modelOf.Add(model);
        return model;
    }
}
