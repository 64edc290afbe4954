namespace Teleo.Experiments.Reports;

/// <summary>Distinct texts in the order in which they came, each by its number.</summary>
internal sealed class TextTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    public int this[string name]
    {
        get
        {
            if (_numbers.TryGetValue(name, out int number)) return number;
            _numbers.Add(name, _names.Count);
            _names.Add(name);
            return _names.Count - 1;
        }
    }
}
