using Teleo.Controller.Domain;

namespace Teleo.Experiments.Statistics;

public delegate double Statistic(ReadOnlySpan<double> sample);

/// <summary>
/// One set of bootstrap draws, as indexes into a sample. The same draws serve every arm of a study: separate resampling would lose the
/// pairing and give wrong intervals.
/// </summary>
public sealed class Resamples
{
    public const int DefaultCount = 10_000;

    private readonly int[] _indexes;   // [Count, Size]

    private Resamples(int size, int[] indexes) => (Size, _indexes) = (size, indexes);

    /// <summary>Values in the sample, and in each draw from it.</summary>
    public int Size { get; }

    public int Count => _indexes.Length / Size;

    public static Resamples Draw(int size, RandomStream chance, int count = DefaultCount)
    {
        var indexes = new int[checked(count * size)];
        for (int i = 0; i < indexes.Length; i++) indexes[i] = chance.NextInt(size);
        return new(size, indexes);
    }

    /// <summary>All n^n draws of a very small sample: the bootstrap without its sampling error.</summary>
    public static Resamples Every(int size)
    {
        if (size is < 1 or > 7) throw new ArgumentOutOfRangeException(nameof(size), "only 1 to 7 values can be enumerated");
        int count = (int)Math.Pow(size, size);
        var indexes = new int[count * size];
        for (int draw = 0; draw < count; draw++)
            for (int i = 0, digits = draw; i < size; i++, digits /= size) indexes[draw * size + i] = digits % size;
        return new(size, indexes);
    }

    /// <summary>The statistic of every draw, sorted.</summary>
    public double[] Replicate(ReadOnlySpan<double> sample, Statistic statistic)
    {
        Check(sample);
        var replicates = new double[Count];
        var drawn = new double[Size];
        for (int draw = 0; draw < replicates.Length; draw++)
        {
            var indexes = _indexes.AsSpan(draw * Size, Size);
            for (int i = 0; i < Size; i++) drawn[i] = sample[indexes[i]];
            replicates[draw] = statistic(drawn);
        }

        Array.Sort(replicates);
        return replicates;
    }

    /// <summary><see cref="Replicate"/> of the mean, without copying the draws.</summary>
    public double[] ReplicateMean(ReadOnlySpan<double> sample)
    {
        Check(sample);
        var replicates = new double[Count];
        for (int draw = 0; draw < replicates.Length; draw++)
        {
            double sum = 0;
            foreach (int index in _indexes.AsSpan(draw * Size, Size)) sum += sample[index];
            replicates[draw] = sum / Size;
        }

        Array.Sort(replicates);
        return replicates;
    }

    private void Check(ReadOnlySpan<double> sample)
    {
        if (sample.Length != Size) throw new ArgumentException($"these draws are for {Size} values, not {sample.Length}");
    }
}
