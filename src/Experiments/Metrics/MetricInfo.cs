namespace Teleo.Experiments.Metrics;

/// <summary>One metric: its column, unit, definition and getter.</summary>
/// <param name="Better">1 when larger is better, -1 when smaller is, 0 when it only describes.</param>
internal sealed record MetricInfo(string Name, string Unit, string Definition, int Better)
{
    /// <summary>The better direction in the word of data dictionaries; empty for a metric that only describes.</summary>
    public string Direction => Better switch { > 0 => "higher", < 0 => "lower", _ => "" };

    /// <summary>Reads it from a run and the decisions of our controller, null for other policies; null where unknown.</summary>
    public Func<RunReport, ControllerMeter?, double?>? Read { get; init; }
}
