namespace Teleo.Experiments.Preprint;

/// <summary>The list of all options by name. Options are checked, command lines are read and sweeps are drawn by it.</summary>
public static class LearnerNumbers
{
    public static IReadOnlyList<LearnerNumber> All { get; } =
    [
        Stated("learning_rate", 0, 1, "step size on one sample", o => o.LearningRate, (o, v) => o with { LearningRate = v }),
        Stated("fisher_decay", 0, 0.9999, "share of the Fisher estimate kept per sample",
            o => o.FisherDecay, (o, v) => o with { FisherDecay = v }),
        Stated("complexity_price", 0, 100, "nats per unit of complexity in the objective",
            o => o.ComplexityPrice, (o, v) => o with { ComplexityPrice = v }),
        Stated("energy_price", 0, 100, "nats per credit spent in the objective", o => o.EnergyPrice, (o, v) => o with { EnergyPrice = v }),
        Stated("reliability_decay", 0, 1, "share of a winner's reliability kept when it wins",
            o => o.ReliabilityDecay, (o, v) => o with { ReliabilityDecay = v }),
        Stated("tropical_weight", 0, 1_000, "complexity that full unreliability counts for",
            o => o.TropicalWeight, (o, v) => o with { TropicalWeight = v }),
        Stated("initial_reliability", 0, 1, "reliability at birth", o => o.InitialReliability, (o, v) => o with { InitialReliability = v }),
        Stated("initial_weight", 0.001, 100, "output weight at birth", o => o.InitialWeight, (o, v) => o with { InitialWeight = v }),
        Stated("cover_threshold", 0, 1, "value above which a form covers a sample",
            o => o.CoverThreshold, (o, v) => o with { CoverThreshold = v }),
        Stated("energy_kept", 0, 1, "share of the resource kept per sample",
            o => o.Energy.Kept, (o, v) => o with { Energy = o.Energy with { Kept = v } }),
        Stated("reward", 0, 1_000, "credits for a right prediction",
            o => o.Energy.Reward, (o, v) => o with { Energy = o.Energy with { Reward = v } }),
        Stated("penalty", 0, 1_000, "credits against a wrong prediction",
            o => o.Energy.Penalty, (o, v) => o with { Energy = o.Energy with { Penalty = v } }),
        Stated("genesis_cost", 0, 1_000, "credits that genesis costs",
            o => o.Energy.GenesisCost, (o, v) => o with { Energy = o.Energy with { GenesisCost = v } }),
        Stated("wedge_cost", 0, 1_000, "credits that a wedge costs",
            o => o.Energy.WedgeCost, (o, v) => o with { Energy = o.Energy with { WedgeCost = v } }),

        Open("initial_energy", 10, 10_000, Spacing.Logarithmic, "endowment in credits; at 10 one wrong prediction ends a life",
            o => o.Energy.Initial, (o, v) => o with { Energy = o.Energy with { Initial = v } }),
        Open("epochs", 1, 10, Spacing.Whole, "passes over the training samples", o => o.Epochs, (o, v) => o with { Epochs = (int)v }),
        Choice("scaling", ["standard", "range"], "how features are scaled", o => (int)o.Scaling, (o, v) => o with { Scaling = (Scaling)v }),
        Open("atom_scale", 0.25, 8, Spacing.Logarithmic, "length of a new atom's direction",
            o => o.AtomScale, (o, v) => o with { AtomScale = v }),
        Open("atom_offset", 0.1, 4, Spacing.Linear, "logit of a new atom at its centre",
            o => o.AtomOffset, (o, v) => o with { AtomOffset = v }),
        Open("centre_spread", 0, 1, Spacing.Linear, "spread of the centre about the sample, per feature",
            o => o.CentreSpread, (o, v) => o with { CentreSpread = v }),
        Open("least_evidence", 1, 10, Spacing.Whole, "positives before a winner can be split",
            o => o.LeastEvidence, (o, v) => o with { LeastEvidence = (int)v }),
        Open("ridge", 0.001, 10, Spacing.Logarithmic, "penalty of the regression that fits a separator",
            o => o.Ridge, (o, v) => o with { Ridge = v }),
        Open("separator_target", 1, 6, Spacing.Linear, "logit that a separator is fitted to",
            o => o.SeparatorTarget, (o, v) => o with { SeparatorTarget = v }),
        Choice("balanced_separator", ["no", "yes"], "positives and negatives weigh the same in it",
            o => o.BalancedSeparator ? 1 : 0, (o, v) => o with { BalancedSeparator = v == 1 }),
        Open("initial_fisher", 0.0001, 1, Spacing.Logarithmic, "Fisher estimate of a new parameter",
            o => o.InitialFisher, (o, v) => o with { InitialFisher = v }),
        Open("fisher_floor", 0.000001, 0.1, Spacing.Logarithmic, "added to the Fisher estimate before division",
            o => o.FisherFloor, (o, v) => o with { FisherFloor = v }),
        Open("step_clip", 0.01, 1, Spacing.Logarithmic, "most that one parameter moves on one sample",
            o => o.StepClip, (o, v) => o with { StepClip = v }),
        Open("weight_rate", 0, 2, Spacing.Linear, "learning rate of output weights as a share of the other",
            o => o.WeightRate, (o, v) => o with { WeightRate = v }),
        Open("least_weight", 0.0001, 0.1, Spacing.Logarithmic, "least output weight",
            o => o.LeastWeight, (o, v) => o with { LeastWeight = v }),
        Choice("coverage", ["override", "gated", "scored"], "rule for a class that nothing covers",
            o => (int)o.Coverage, (o, v) => o with { Coverage = (CoverageRule)v }),
        Choice("genesis_when_covered", ["no", "yes"], "genesis is proposed for covered classes as well",
            o => o.GenesisWhenCovered ? 1 : 0, (o, v) => o with { GenesisWhenCovered = v == 1 }),
        Choice("complexity", ["unique", "expanded"], "how shared subforms count",
            o => (int)o.ComplexityCount, (o, v) => o with { ComplexityCount = (ComplexityCount)v }),
        Choice("rewarded", ["softmax", "winner"], "prediction that the resource is rewarded for",
            o => (int)o.Rewarded, (o, v) => o with { Rewarded = (RewardedPrediction)v }),

        Control("actions", ["none", "genesis", "wedge", "both"], "structural actions that exist beside no-op",
            o => (int)o.Actions, (o, v) => o with { Actions = (StructuralActions)v }),
        Control("metric", ["fisher", "plain"], "gradients are divided by the Fisher estimate, or by nothing",
            o => (int)o.Metric, (o, v) => o with { Metric = (GradientMetric)v }),
        Control("comparator", ["lower", "higher"], "objective that wins",
            o => o.InvertedComparator ? 1 : 0, (o, v) => o with { InvertedComparator = v == 1 }),
        Control("gate", ["on", "open"], "the resource forbids what it cannot pay, or nothing",
            o => o.GateOpen ? 1 : 0, (o, v) => o with { GateOpen = v == 1 }),
    ];

    /// <summary>The numbers that the preprint leaves open, in the order of sweep draws.</summary>
    public static IReadOnlyList<LearnerNumber> Unpublished { get; } = [.. All.Where(number => number.Status == NumberStatus.Open)];

    public static LearnerNumber? Find(string name) => All.FirstOrDefault(number => number.Name == name);

    /// <summary>
    /// Reads options from the name of their law and the text of every number. Returns the first fault; null if there is none.
    /// </summary>
    internal static string? Read(string law, Func<string, string> textOf, out LearnerOptions options)
    {
        options = LearnerOptions.Default;
        if (EnergyLaw.All.FirstOrDefault(known => known.Name == law) is not { } energy)
            return $"no law '{law}'; there are {string.Join(", ", EnergyLaw.All.Select(known => known.Name))}";
        options = options with { Energy = energy };
        foreach (var number in All)
        {
            string text = textOf(number.Name);
            if (!number.TryParse(text, out double value)) return $"{number.Name} takes {number.Range}, not '{text}'";
            options = number.With(options, value);
        }

        return null;
    }

    private static LearnerNumber Stated(
        string name, double least, double most, string meaning,
        Func<LearnerOptions, double> get, Func<LearnerOptions, double, LearnerOptions> with) =>
        new(name, NumberStatus.Stated, least, most, Spacing.Linear, meaning, get, with);

    private static LearnerNumber Open(
        string name, double least, double most, Spacing spacing, string meaning,
        Func<LearnerOptions, double> get, Func<LearnerOptions, double, LearnerOptions> with) =>
        new(name, NumberStatus.Open, least, most, spacing, meaning, get, with);

    private static LearnerNumber Control(
        string name, string[] words, string meaning, Func<LearnerOptions, double> get, Func<LearnerOptions, double, LearnerOptions> with) =>
        Choice(name, words, meaning, get, with) with { Status = NumberStatus.Control };

    private static LearnerNumber Choice(
        string name, string[] words, string meaning, Func<LearnerOptions, double> get, Func<LearnerOptions, double, LearnerOptions> with) =>
        new(name, NumberStatus.Open, 0, words.Length - 1, Spacing.Whole, meaning, get, with) { Words = words };
}
