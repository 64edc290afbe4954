using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Advice;

/// <summary>A rule played over the whole log: its costs per block in the judged part.</summary>
/// <param name="Costs">Seconds waited and loaded in each judged block of time.</param>
internal sealed record RuleOutcome(RuleSettings Rule, bool IsTuned, RunReport Report, BlockCosts Costs)
{
    public double CostPerThousand => Costs.PerThousand;

    /// <param name="requests">Requests in the judged part.</param>
    public static RuleOutcome Of(RuleSettings rule, bool isTuned, RunReport report, int firstBlock, long requests) =>
        new(rule, isTuned, report, BlockCosts.OfCurve([.. report.CostCurveS], firstBlock, requests));

    /// <summary>The change of cost against another rule in percent, with its interval.</summary>
    public (double Percent, Interval? Interval) ChangeFrom(RuleOutcome other) => Costs.ChangeFrom(other.Costs);
}
