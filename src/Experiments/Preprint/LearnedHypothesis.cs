namespace Teleo.Experiments.Preprint;

/// <summary>One rule of the learner: a form that predicts a class.</summary>
public struct LearnedHypothesis
{
    /// <summary>Counted from 0 in the order of birth; never used again.</summary>
    public int Id { get; internal set; }

    /// <summary>The hypothesis that was split for this one; -1 for one born by genesis.</summary>
    public int Parent { get; internal set; }

    /// <summary>The step of its birth.</summary>
    public long BornAt { get; internal set; }

    public int Form { get; internal set; }

    public int Class { get; internal set; }

    /// <summary>A moving average, from 0 to 1, of how often it was right when it won.</summary>
    public double Reliability { get; internal set; }

    /// <summary>The output weight, above 0: its factor in the logit of its class.</summary>
    public double Weight { get; internal set; }

    /// <summary>The moving average of the squared gradient of <see cref="Weight"/>.</summary>
    public double WeightFisher { get; internal set; }

    /// <summary>Samples it won and was right on, as a list in the trajectory.</summary>
    internal EvidenceList Positives { get; set; }

    /// <summary>Samples it won and was wrong on.</summary>
    internal EvidenceList Negatives { get; set; }

    public readonly int PositiveCount => Positives.Count;

    public readonly int NegativeCount => Negatives.Count;
}

/// <summary>The newest entry of a list of samples and how many there are; -1 for none.</summary>
internal readonly record struct EvidenceList(int Newest, int Count)
{
    public static readonly EvidenceList Empty = new(-1, 0);
}
