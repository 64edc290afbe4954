namespace Teleo.Experiments.Preprint;

/// <summary>
/// All options of the learner. <see cref="LearnerNumbers"/> lists each with its range and its origin: stated or open in the preprint.
/// </summary>
public sealed record LearnerOptions
{
    public static readonly LearnerOptions Default = new();

    /// <summary>The resource law and its numbers.</summary>
    public EnergyLaw Energy { get; init; } = EnergyLaw.De11;

    // Stated by the preprint.
    public double LearningRate { get; init; } = 0.01;
    public double FisherDecay { get; init; } = 0.9;

    /// <summary>Nats that one unit of complexity counts for in the local objective.</summary>
    public double ComplexityPrice { get; init; } = 0.1;

    /// <summary>Nats that one credit spent counts for in the local objective.</summary>
    public double EnergyPrice { get; init; } = 0.05;

    public double ReliabilityDecay { get; init; } = 0.9;

    /// <summary>Units of complexity that full unreliability counts for when a winner is chosen.</summary>
    public double TropicalWeight { get; init; } = 5;

    public double InitialReliability { get; init; } = 0.5;
    public double InitialWeight { get; init; } = 1;

    /// <summary>The value above which a form covers a sample.</summary>
    public double CoverThreshold { get; init; } = 0.5;

    // Open in the preprint; the defaults are ours.

    /// <summary>Passes over the training samples, each in a new order.</summary>
    public int Epochs { get; init; } = 3;

    public Scaling Scaling { get; init; } = Scaling.Standard;

    /// <summary>Length of the direction of an atom made by genesis.</summary>
    public double AtomScale { get; init; } = 2;

    /// <summary>Logit of such an atom at its centre.</summary>
    public double AtomOffset { get; init; } = 2.2;

    /// <summary>Standard deviation of each coordinate of the centre about the sample that calls for the atom.</summary>
    public double CentreSpread { get; init; }

    /// <summary>Positives that a winner must remember before it can be split.</summary>
    public int LeastEvidence { get; init; } = 2;

    /// <summary>Penalty of the ridge regression that fits a separator.</summary>
    public double Ridge { get; init; } = 1;

    /// <summary>Logit that the separator is fitted to for positives, and its negative for negatives.</summary>
    public double SeparatorTarget { get; init; } = 1;

    /// <summary>Lets positives and negatives weigh the same in that regression, however many there are.</summary>
    public bool BalancedSeparator { get; init; }

    /// <summary>The squared gradient that a new parameter starts with.</summary>
    public double InitialFisher { get; init; } = 0.01;

    /// <summary>Added to the Fisher estimate before a gradient is divided by it.</summary>
    public double FisherFloor { get; init; } = 0.001;

    /// <summary>The most that one parameter moves on one sample.</summary>
    public double StepClip { get; init; } = 0.1;

    /// <summary>Learning rate of output weights as a share of <see cref="LearningRate"/>.</summary>
    public double WeightRate { get; init; } = 1;

    /// <summary>The least output weight.</summary>
    public double LeastWeight { get; init; } = 0.001;

    public CoverageRule Coverage { get; init; } = CoverageRule.Override;

    /// <summary>Proposes genesis also where the class is covered, for the score to decide.</summary>
    public bool GenesisWhenCovered { get; init; }

    public ComplexityCount ComplexityCount { get; init; } = ComplexityCount.Unique;

    /// <summary>The prediction that is rewarded or penalised.</summary>
    public RewardedPrediction Rewarded { get; init; } = RewardedPrediction.Softmax;

    // Ablations and negative controls.

    /// <summary>The structural actions that exist.</summary>
    public StructuralActions Actions { get; init; } = StructuralActions.GenesisAndWedge;

    public GradientMetric Metric { get; init; } = GradientMetric.DiagonalFisher;

    /// <summary>Prefers the higher objective in place of the lower.</summary>
    public bool InvertedComparator { get; init; }

    /// <summary>Opens the gate: the resource runs and is recorded, and forbids nothing.</summary>
    public bool GateOpen { get; init; }

    public IEnumerable<string> Problems()
    {
        foreach (var number in LearnerNumbers.All)
            if (!number.Allows(number.Get(this))) yield return $"{number.Name} takes {number.Range}, not {number.Format(number.Get(this))}";
        foreach (string problem in Energy.Problems()) yield return problem;
    }
}

/// <summary>The scaling of features, fitted on the training samples alone.</summary>
public enum Scaling : byte
{
    /// <summary>Mean 0 and standard deviation 1.</summary>
    Standard,

    /// <summary>Least 0 and greatest 1.</summary>
    Range,
}

/// <summary>
/// The rule for a sample without a covering hypothesis of its class. The preprint says that the resource cannot override it, and also that
/// no action may cost more than the resource holds.
/// </summary>
public enum CoverageRule : byte
{
    /// <summary>Genesis is made whatever it scores and whatever the resource holds.</summary>
    Override,

    /// <summary>Genesis is made whatever it scores, if the resource can pay for it.</summary>
    Gated,

    /// <summary>There is no rule: genesis is made where it scores best and can be paid for.</summary>
    Scored,
}

/// <summary>The rule for the complexity of the whole structure.</summary>
public enum ComplexityCount : byte
{
    /// <summary>A subform that several hypotheses share counts once.</summary>
    Unique,

    /// <summary>Every hypothesis is written out.</summary>
    Expanded,
}

/// <summary>The prediction that the resource is rewarded for.</summary>
public enum RewardedPrediction : byte
{
    /// <summary>The class with the greatest logit.</summary>
    Softmax,

    /// <summary>The class of the cheapest hypothesis that covers the sample.</summary>
    Winner,
}

/// <summary>The structural actions besides the no-op.</summary>
[Flags]
public enum StructuralActions : byte
{
    None = 0,
    Genesis = 1,
    Wedge = 2,
    GenesisAndWedge = Genesis | Wedge,
}

/// <summary>The metric that a gradient is divided by.</summary>
public enum GradientMetric : byte
{
    /// <summary>The moving average of its squares: the natural gradient in its diagonal approximation.</summary>
    DiagonalFisher,

    /// <summary>No scaling: the plain gradient.</summary>
    Plain,
}
