namespace Teleo.Experiments.Metrics;

/// <summary>One skill's part in a run: its requests, and the costs of its loads for it and others.</summary>
internal sealed class SkillRunFigures(
    string name, (long Done, double MeanSlowdown) service, (long Loads, double Seconds, double Induced) structure)
{
    public string Skill { get; } = name;
    public long Done { get; } = service.Done;
    public double? MeanSlowdown { get; } = RunReport.Known(service.MeanSlowdown);
    public long Loads { get; } = structure.Loads;
    public double LoadSeconds { get; } = structure.Seconds;

    /// <summary>Repeated loads of others that were pushed out by this skill's loads.</summary>
    public double InducedLoadSeconds { get; } = structure.Induced;

    /// <summary>Both per request of this skill that was answered.</summary>
    public double? OwnLoadSPerRequest { get; } = RunReport.Ratio(structure.Seconds, service.Done);
    public double? InducedLoadSPerRequest { get; } = RunReport.Ratio(structure.Induced, service.Done);
}
