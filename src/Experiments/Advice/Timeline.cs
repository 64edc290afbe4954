using System.Collections.Immutable;
using Teleo.Experiments.Simulator;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Advice;

/// <summary>The residency of every model over time under one rule.</summary>
/// <param name="IsCut">There are more spans than are kept.</param>
internal sealed record Timeline(RuleSettings Rule, ImmutableArray<Span> Spans, IReadOnlyList<double> CostCurve, bool IsCut)
{
    private const int MostSpans = 20_000;

    public static Timeline Of(PreparedScenario prepared, RuleSettings rule, CancellationToken cancellation)
    {
        var since = new double[prepared.Run.Profiles.Length];
        Array.Fill(since, double.NaN);
        var spans = ImmutableArray.CreateBuilder<Span>();
        var hooks = new RunHooks { Decided = (_, simulation) => Look(simulation) };
        var report = new RuleTrial(prepared).Play(rule, hooks, cancellation);
        for (int i = 0; i < since.Length; i++)
            if (!double.IsNaN(since[i])) spans.Add(new(i, since[i], report.SimulatedSeconds, "loaded"));
        bool isCut = spans.Count > MostSpans;
        return new(rule, isCut ? [.. spans.Take(MostSpans)] : spans.ToImmutable(), report.CostCurveS, isCut);

        void Look(Simulation simulation)
        {
            var rows = simulation.Plant.State.Rows;
            double now = simulation.Plant.State.NowNs * 1e-9;
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i].IsResident == !double.IsNaN(since[i])) continue;
                if (rows[i].IsResident)
                {
                    since[i] = now;
                    continue;
                }

                if (spans.Count <= MostSpans) spans.Add(new(i, since[i], now, "loaded"));
                since[i] = double.NaN;
            }
        }
    }
}
