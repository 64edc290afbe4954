using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Advice;

/// <summary>Plays rules on a log, or on a part of it.</summary>
internal sealed class RuleTrial(PreparedScenario prepared)
{
    public PreparedScenario Prepared { get; } = prepared;

    public RunReport Play(RuleSettings rule, RunHooks? hooks = null, CancellationToken cancellation = default) =>
        Prepared.Run.Play(catalog => rule.Make(ContextFor(catalog)), hooks, cancellation);

    /// <summary>Seconds waited and loaded per 1,000 requests; infinite where the rule cannot work here.</summary>
    public double CostOf(RuleSettings rule, CancellationToken cancellation = default)
    {
        try
        {
            return Play(rule, null, cancellation).Cost;
        }
        catch (InputException refused) when (refused.Code == "BadPolicy")
        {
            return double.PositiveInfinity;
        }
    }

    /// <summary>The same on the requests that arrive in a span, the last so many of them at most.</summary>
    public RuleTrial Part(double fromSeconds, double untilSeconds, int most)
    {
        long from = (long)(fromSeconds * 1e9), until = (long)(untilSeconds * 1e9);
        Request[] kept = [.. Prepared.Run.Trace.Requests().Where(row => row.ArrivalNs >= from && row.ArrivalNs < until).TakeLast(most)];
        return new(Prepared.Over(ForetoldWorkload.Piece(Prepared.Run.Trace, kept, kept.Length > 0 ? kept[0].ArrivalNs : 0)));
    }

    private PolicyContext ContextFor(Catalog catalog) => Prepared.ContextFor(catalog);
}
