using Teleo.Controller.Guards;
using Teleo.Controller.Loop;

namespace Teleo.Experiments.Metrics;

/// <summary>Counts the actions that guards stopped, and the decisions that wanted none.</summary>
internal sealed class GuardMeter
{
    private readonly SortedDictionary<string, long> _vetoes = new(StringComparer.Ordinal);
    private long _streak, _streaks;

    public long Decisions { get; private set; }

    public long NoOps { get; private set; }

    public long LongestNoOpRun { get; private set; }

    public double MeanNoOpRun => _streaks == 0 ? 0 : (double)NoOps / _streaks;

    public IReadOnlyDictionary<string, long> Vetoes => _vetoes;

    public void Note(StepReport report)
    {
        Decisions++;
        if (report.Settlements.Count > 0) _streak = 0;
        else
        {
            NoOps++;
            if (_streak == 0) _streaks++;
            LongestNoOpRun = Math.Max(LongestNoOpRun, ++_streak);
        }

        for (int i = 0; i < report.Settlements.Count; i++)
        {
            var verdict = report.Settlements[i].Verdict;
            if (verdict == GuardVerdict.None) continue;
            string name = verdict.ToString().ToLowerInvariant();
            _vetoes[name] = _vetoes.GetValueOrDefault(name) + 1;
        }
    }
}
