namespace Teleo.Experiments.Subjects;

/// <summary>The decisions of a run that are made again.</summary>
/// <param name="Share">Share of all decisions.</param>
/// <param name="ProbeShare">Share of the still decisions of a span of seconds that are made again with another view.</param>
internal sealed record RecheckPlan(double Share, double ProbeShare, double ProbesFrom, double ProbesUntil)
{
    public static readonly RecheckPlan None = new(0, 0, 0, 0);
}
