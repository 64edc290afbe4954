using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Tests.Phases;

/// <summary>Compares labels with phases that are known because the runs were constructed.</summary>
internal sealed class PhaseAgreement
{
    private static readonly int Phases = Enum.GetValues<Phase>().Length;
    private readonly int[,] _count = new int[Phases, Phases];

    public int Windows { get; private set; }

    /// <summary>Share of windows labelled as what they are; where the truth is ambiguous, that is the right label.</summary>
    public double Agreement => Enumerable.Range(0, Phases).Sum(p => _count[p, p]) / (double)Windows;

    public void Add(Phase truth, Phase label)
    {
        _count[(int)truth, (int)label]++;
        Windows++;
    }

    public int Count(Phase truth, Phase label) => _count[(int)truth, (int)label];

    /// <summary>Share of the windows of another phase, or of none, that were given this label.</summary>
    public double FalseAlarms(Phase label)
    {
        int others = 0, wrong = 0;
        for (int truth = 0; truth < Phases; truth++)
        {
            if (truth == (int)label) continue;
            wrong += _count[truth, (int)label];
            for (int given = 0; given < Phases; given++) others += _count[truth, given];
        }

        return others == 0 ? 0 : wrong / (double)others;
    }

    /// <summary>Share of the windows of a phase that were recognised.</summary>
    public double Recall(Phase truth)
    {
        int all = Enumerable.Range(0, Phases).Sum(given => _count[(int)truth, given]);
        return all == 0 ? double.NaN : _count[(int)truth, (int)truth] / (double)all;
    }
}
