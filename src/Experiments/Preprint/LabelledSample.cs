namespace Teleo.Experiments.Preprint;

/// <summary>One sample with its class.</summary>
public readonly ref struct LabelledSample(ReadOnlySpan<double> values, int label)
{
    /// <summary>The features, then 1 for the offset of an atom, then zeros up to <see cref="LearnerShape.Stride"/>.</summary>
    public ReadOnlySpan<double> Values { get; } = values;

    public int Label { get; } = label;
}

/// <summary>The size of a learner's world.</summary>
public readonly record struct LearnerShape(int Features, int Classes)
{
    /// <summary>Numbers in a sample and in an atom: the features and the offset, rounded up to whole lanes.</summary>
    public int Stride => DoubleLanes.Rounded(Features + 1);

    public IEnumerable<string> Problems()
    {
        if (Features is < 1 or > 65_536) yield return $"a sample has 1 to 65536 features, not {Features}";
        if (Classes is < 2 or > 4_096) yield return $"there are 2 to 4096 classes, not {Classes}";
    }
}
