namespace Teleo.Experiments.Metrics;

/// <summary>One metric: its column, unit, definition and getter.</summary>
/// <param name="Better">1 when larger is better, -1 when smaller is, 0 when it only describes.</param>
internal sealed record MetricInfo(string Name, string Unit, string Definition, int Better)
{
    /// <summary>Reads it from a run and the decisions of our controller, null for other policies; null where unknown.</summary>
    public Func<RunReport, ControllerMeter?, double?>? Read { get; init; }
}
