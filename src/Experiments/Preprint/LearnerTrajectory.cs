namespace Teleo.Experiments.Preprint;

/// <summary>
/// The samples so far, in order and never removed, and the lists of samples that hypotheses remember. A list is a chain of links from the
/// newest to the oldest, so that remembering allocates nothing.
/// </summary>
public sealed class LearnerTrajectory
{
    private readonly int _stride;
    private double[] _rows;
    private int[] _labels = new int[16];
    private (int Row, int Next)[] _links = new (int, int)[16];

    internal LearnerTrajectory(int stride)
    {
        _stride = stride;
        _rows = new double[16 * stride];
    }

    public int Count { get; private set; }

    internal int Links { get; private set; }

    public int LabelOf(int row) => _labels[row];

    internal ReadOnlySpan<double> RowOf(int row) => _rows.AsSpan(row * _stride, _stride);

    internal (int Row, int Next) LinkAt(int link) => _links[link];

    internal int Append(in LabelledSample sample)
    {
        if (Count == _labels.Length)
        {
            Array.Resize(ref _labels, 2 * Count);
            Array.Resize(ref _rows, 2 * Count * _stride);
        }

        sample.Values.CopyTo(_rows.AsSpan(Count * _stride, _stride));
        _labels[Count] = sample.Label;
        return Count++;
    }

    internal EvidenceList Remember(EvidenceList list, int row)
    {
        if (Links == _links.Length) Array.Resize(ref _links, 2 * Links);
        _links[Links] = (row, list.Newest);
        return new(Links++, list.Count + 1);
    }

    internal void Clear() => (Count, Links) = (0, 0);
}
