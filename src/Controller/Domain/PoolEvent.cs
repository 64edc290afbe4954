namespace Teleo.Controller.Domain;

/// <summary>One event of the plant.</summary>
/// <param name="Skill">Index in the catalog; -1 where the event concerns no one skill.</param>
/// <param name="Waited">Seconds the request waited for its skill to be ready (completions).</param>
/// <param name="Seconds">Seconds of service (completions) or of loading (loads and failures).</param>
/// <param name="Correct">1 right, 0 wrong, between where only a proxy is known, NaN where nothing is (completions).</param>
public readonly record struct PoolEvent(
    PolicyEvents Kind,
    int Skill,
    long TimeNs,
    double Waited = 0,
    double Seconds = 0,
    double Correct = double.NaN)
{
    /// <summary>Index of the task class in the catalog; -1 means the skill's first.</summary>
    public int Task { get; init; } = -1;

    /// <summary>True if the answer came within the limit its contract states.</summary>
    public bool WithinTime { get; init; } = true;
}
