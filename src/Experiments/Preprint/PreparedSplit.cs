namespace Teleo.Experiments.Preprint;

/// <summary>
/// A split with its features scaled by the training samples and arranged in lanes. Has the memory of one thread and is refilled for each
/// split.
/// </summary>
public sealed class PreparedSplit(DataSet data)
{
    private readonly double[] _rows = new double[data.Count * data.Shape.Stride];
    private readonly double[] _centres = new double[data.Features];
    private readonly double[] _widths = new double[data.Features];

    public DataSet Data => data;

    public StratifiedSplit Split { get; private set; } = new([], []);

    public LabelledSample SampleOf(int index) => new(_rows.AsSpan(index * data.Shape.Stride, data.Shape.Stride), data.Labels[index]);

    public void Fill(StratifiedSplit split, Scaling scaling)
    {
        Split = split;
        if (scaling == Scaling.Standard) Standardise(split.Train);
        else MeasureRange(split.Train);
        int stride = data.Shape.Stride;
        for (int i = 0; i < data.Count; i++)
        {
            var source = data.RowOf(i);
            var target = _rows.AsSpan(i * stride, stride);
            for (int j = 0; j < source.Length; j++) target[j] = (source[j] - _centres[j]) / _widths[j];
            target[source.Length] = 1;
        }
    }

    private void Standardise(int[] train)
    {
        for (int j = 0; j < data.Features; j++)
        {
            double mean = train.Sum(i => data.RowOf(i)[j]) / train.Length;
            double squares = train.Sum(i => (data.RowOf(i)[j] - mean) * (data.RowOf(i)[j] - mean));
            (_centres[j], _widths[j]) = (mean, WidthOf(Math.Sqrt(squares / train.Length)));
        }
    }

    private void MeasureRange(int[] train)
    {
        for (int j = 0; j < data.Features; j++)
        {
            double least = train.Min(i => data.RowOf(i)[j]), most = train.Max(i => data.RowOf(i)[j]);
            (_centres[j], _widths[j]) = (least, WidthOf(most - least));
        }
    }

    /// <summary>A feature that never changes is left at its centre.</summary>
    private static double WidthOf(double width) => width > 0 ? width : 1;
}
