using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Preprint;

/// <summary>Options of the learner under a name.</summary>
public sealed record LearnerSetting(string Name, string Meaning, LearnerOptions Options)
{
    /// <summary>The name of the setting that the others are compared with.</summary>
    public const string Main = "de11";

    /// <summary>The first letter of the names of swept settings.</summary>
    private const char SweptMark = 'h';

    public bool IsSwept => Name[0] == SweptMark && char.IsAsciiDigit(Name[^1]);

    public static LearnerSetting Of(LearnerOptions options) => new(Main, "the learner as it is", options);

    /// <summary>Returns readings, ablations, controls and other laws, each one change away from the options given.</summary>
    public static IReadOnlyList<LearnerSetting> Variants(LearnerOptions options)
    {
        var gated = options with { Coverage = CoverageRule.Gated };
        return
        [
            new("endowment-1000", "a first endowment of 1,000", options with { Energy = options.Energy with { Initial = 1_000 } }),
            new("endowment-10000", "a first endowment of 10,000", options with { Energy = options.Energy with { Initial = 10_000 } }),
            new("epochs-1", "one pass over the training samples", options with { Epochs = 1 }),
            new("epochs-10", "ten passes", options with { Epochs = 10 }),
            new("rule-gated", "the coverage rule needs the credits", gated),
            new("rule-scored", "no coverage rule", options with { Coverage = CoverageRule.Scored }),
            new("genesis-anywhere", "genesis is proposed for covered classes too", options with { GenesisWhenCovered = true }),
            new("gate-open", "the resource forbids nothing", options with { GateOpen = true }),
            new("no-wedge", "no wedge", options with { Actions = StructuralActions.Genesis }),
            new("no-structure", "no structural action: the floor", options with { Actions = StructuralActions.None }),
            new("fixed-parameters", "no learning of parameters", options with { LearningRate = 0 }),
            new("plain-gradient", "no Fisher metric", options with { Metric = GradientMetric.Plain }),
            new("inverted", "the higher objective wins", options with { InvertedComparator = true }),
            new("law-surviving", "no death, rule gated", gated with { Energy = EnergyLaw.Surviving }),
            new("law-decaying", "no death, half lost per sample, rule gated", gated with { Energy = EnergyLaw.Decaying }),
            new("law-maintained", "no death, upkeep, rule gated", gated with { Energy = EnergyLaw.Maintained }),
            new("law-saturating", "no death, ceiling of 20, rule gated", gated with { Energy = EnergyLaw.Saturating }),
        ];
    }

    /// <summary>Draws settings of all open options by a Latin hypercube.</summary>
    public static IReadOnlyList<LearnerSetting> Swept(LearnerOptions options, int count, SeedTree seeds)
    {
        double[][] points = LatinHypercube.Draw(count, LearnerNumbers.Unpublished.Count, seeds.Stream("de11 settings"));
        return [.. points.Select((point, i) => new LearnerSetting(
            SweptMark + i.ToString("D4", CultureInfo.InvariantCulture), "swept", At(options, point)))];
    }

    private static LearnerOptions At(LearnerOptions options, double[] point)
    {
        for (int i = 0; i < point.Length; i++)
        {
            var number = LearnerNumbers.Unpublished[i];
            options = number.With(options, number.At(point[i]));
        }

        return options;
    }
}
