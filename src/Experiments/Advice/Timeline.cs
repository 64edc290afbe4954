using System.Collections.Immutable;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Advice;

/// <summary>The residency of every model over time under one rule.</summary>
/// <param name="FoundLoaded">The share of each model's requests that arrive while it is loaded.</param>
/// <param name="IsCut">There are more spans than are drawn.</param>
internal sealed record Timeline(
    RuleSettings Rule, ImmutableArray<Span> Spans, IReadOnlyList<double> CostCurve, ImmutableArray<double> FoundLoaded, bool IsCut)
{
    private const int MostSpans = 20_000;

    public static Timeline Of(PreparedScenario prepared, RuleSettings rule, CancellationToken cancellation)
    {
        double[] since = [.. Enumerable.Repeat(double.NaN, prepared.Run.Profiles.Length)];
        var spans = new List<Span>();
        var hooks = new RunHooks { Decided = (_, simulation) => Note(simulation) };
        var report = new RuleTrial(prepared).Play(rule, hooks, cancellation);
        for (int i = 0; i < since.Length; i++)
            if (!double.IsNaN(since[i])) spans.Add(new(i, since[i], report.SimulatedSeconds, "loaded"));
        var found = SharesFoundLoaded(prepared.Run.Trace, spans);
        return new(rule, [.. spans.Take(MostSpans)], report.CostCurveS, found, spans.Count > MostSpans);

        void Note(Simulation simulation)
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

                spans.Add(new(i, since[i], now, "loaded"));
                since[i] = double.NaN;
            }
        }
    }

    private static ImmutableArray<double> SharesFoundLoaded(IWorkload trace, List<Span> spans)
    {
        var loaded = spans.ToLookup(span => span.Row);
        Span[][] ofModel = [.. trace.Skills.Select((_, i) => loaded[i].ToArray())];
        var (next, found, all) = (new int[ofModel.Length], new double[ofModel.Length], new double[ofModel.Length]);
        foreach (var row in trace.Requests())
        {
            double time = row.ArrivalNs * 1e-9;
            var own = ofModel[row.Skill];
            ref int at = ref next[row.Skill];
            while (at < own.Length && own[at].To < time) at++;
            all[row.Skill]++;
            if (at < own.Length && own[at].From < time) found[row.Skill]++;
        }

        return [.. found.Select((count, i) => count / Math.Max(1, all[i]))];
    }
}
