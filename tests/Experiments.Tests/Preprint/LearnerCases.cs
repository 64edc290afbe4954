using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

/// <summary>Settings and samples that the tests of the learner share.</summary>
internal static class LearnerCases
{
    public static readonly IReadOnlyDictionary<string, LearnerOptions> All = new Dictionary<string, LearnerOptions>
    {
        ["default"] = LearnerOptions.Default,
        ["poor"] = LearnerOptions.Default with { Energy = EnergyLaw.De11 with { Initial = 12 } },
        ["gated"] = LearnerOptions.Default with { Coverage = CoverageRule.Gated, Energy = EnergyLaw.Saturating },
        ["scored"] = LearnerOptions.Default with { Coverage = CoverageRule.Scored, GenesisWhenCovered = true },
        ["wedges"] = Wedges,
        ["expanded"] = Wedges with { ComplexityCount = ComplexityCount.Expanded, CentreSpread = 0.5 },
        ["plain"] = LearnerOptions.Default with { Metric = GradientMetric.Plain, Scaling = Scaling.Range, Energy = EnergyLaw.Maintained },
    };

    /// <summary>Splits are cheap and their separators steep.</summary>
    private static LearnerOptions Wedges =>
        LearnerOptions.Default with { SeparatorTarget = 4, BalancedSeparator = true, ComplexityPrice = 0.02, LeastEvidence = 1 };

    public delegate void StepLaw(in LearnerStep step, double balance);

    /// <summary>Holds a law on every step of a few runs; the balance is what the gate read.</summary>
    public static void Each(LearnerOptions options, StepLaw law)
    {
        var run = new LearnerRun(DataSet.Load("iris"), LearnerSetting.Of(options), new SeedTree(2));
        for (int split = 0; split < 5; split++) run.Run(split, new Sink(options, law));
    }

    private sealed class Sink(LearnerOptions options, StepLaw law) : ILearnerSink
    {
        public void Take(in LearnerStep step)
        {
            double after = step.Outcome.After;
            law(step, after > 0 || !options.Energy.ClearsAtZero ? after : options.Energy.Initial);
        }
    }

    /// <summary>Three clouds that overlap.</summary>
    internal sealed class Samples(LearnerShape shape, uint seed)
    {
        private readonly double[] _row = new double[shape.Stride];
        private RandomStream _chance = new SeedTree(seed).Stream("samples");

        public LabelledSample Next() => Draw(shape, ref _chance, _row);
    }

    /// <summary>The same without memory of its own.</summary>
    internal ref struct SampleStream(LearnerShape shape, uint seed, Span<double> row)
    {
        private readonly Span<double> _row = row;
        private RandomStream _chance = new SeedTree(seed).Stream("samples");

        public LabelledSample Next() => Draw(shape, ref _chance, _row);
    }

    private static LabelledSample Draw(LearnerShape shape, scoped ref RandomStream chance, Span<double> row)
    {
        int label = chance.NextInt(shape.Classes);
        row.Clear();
        for (int i = 0; i < shape.Features; i++) row[i] = chance.NextNormal() + (i == label ? 2 : 0);
        row[shape.Features] = 1;
        return new(row, label);
    }
}
