namespace Teleo.Experiments.Tuning;

/// <summary>The settings that a tuning asked for, the costs that it was told, and its verdict.</summary>
internal sealed class TuningState(TuningPlan plan)
{
    private readonly Dictionary<string, double> _costs = [], _told = [];

    public TuningPlan Plan { get; } = plan;

    /// <summary>Every setting asked or told, in order; not a number if its cost is unknown.</summary>
    public IReadOnlyDictionary<string, double> Costs => _costs;

    /// <summary>Every setting whose cost was told.</summary>
    public IReadOnlyDictionary<string, double> Told => _told;

    /// <summary>Settings that were asked for and not told yet, the oldest first.</summary>
    public IEnumerable<string> Open => _costs.Keys.Where(spec => !_told.ContainsKey(spec));

    public TuningVerdict? Verdict { get; private set; }

    /// <summary>The cheapest setting told; the shipped policy if no setting was cheaper.</summary>
    public string Best => _told.Where(told => !double.IsNaN(told.Value)).OrderBy(told => told.Value).ThenBy(told => told.Key != Plan.Policy)
        .Select(told => told.Key).FirstOrDefault(Plan.Policy);

    public void Add(TuningLine line)
    {
        if (line.Asked is { } asked) _costs.TryAdd(asked, double.NaN);
        if (line.Told is { } told) _costs[told] = _told[told] = line.Cost ?? double.NaN;
        Verdict = line.Judged ?? Verdict;
    }
}
