namespace Teleo.Experiments.Preprint;

/// <summary>
/// Ridge regression of plus and minus a target logit on two lists of samples, by its normal equations. The offset is not penalised. Holds
/// the scratch memory of one thread.
/// </summary>
internal sealed class Separator(LearnerShape shape)
{
    private readonly int _unknowns = shape.Features + 1;
    private readonly int _stride = shape.Stride;
    private readonly double[] _gram = new double[(shape.Features + 1) * shape.Stride];
    private readonly double[] _right = new double[shape.Stride];

    /// <param name="sample">A sample that counts as a negative; where the list holds it already, it is the newest there.</param>
    public void Fit(
        LearnerTrajectory trajectory, EvidenceList positives, EvidenceList negatives, in LabelledSample sample,
        LearnerOptions options, Span<double> atom)
    {
        bool isListed = negatives.Count > 0 && trajectory.LinkAt(negatives.Newest).Row == trajectory.Count - 1;
        double all = positives.Count + negatives.Count + (isListed ? 0 : 1);
        double positive = options.BalancedSeparator ? all / (2 * positives.Count) : 1;
        double negative = options.BalancedSeparator ? all / (2 * (all - positives.Count)) : 1;

        Array.Clear(_gram);
        Array.Clear(_right);
        Add(trajectory, positives, positive, options.SeparatorTarget);
        Add(trajectory, negatives, negative, -options.SeparatorTarget);
        if (!isListed) Add(sample.Values, negative, -options.SeparatorTarget);
        for (int i = 0; i < _unknowns - 1; i++) _gram[i * _stride + i] += options.Ridge;
        Factor();
        Solve();
        _right.AsSpan().CopyTo(atom);
    }

    private void Add(LearnerTrajectory trajectory, EvidenceList list, double weight, double target)
    {
        for (int link = list.Newest; link >= 0;)
        {
            (int row, link) = trajectory.LinkAt(link);
            Add(trajectory.RowOf(row), weight, target);
        }
    }

    private void Add(ReadOnlySpan<double> sample, double weight, double target)
    {
        // The lower triangle, in whole lanes: what is written beyond the diagonal is never read.
        for (int i = 0; i < _unknowns; i++)
        {
            int length = DoubleLanes.Rounded(i + 1);
            DoubleLanes.AddScaled(_gram.AsSpan(i * _stride, length), weight * sample[i], sample[..length]);
        }

        DoubleLanes.AddScaled(_right, weight * target, sample);
    }

    /// <summary>Cholesky's factorisation, in place in the lower triangle. A pivot that rounding has eaten up is kept off zero.</summary>
    private void Factor()
    {
        for (int i = 0; i < _unknowns; i++)
        {
            var row = _gram.AsSpan(i * _stride, i + 1);
            for (int j = 0; j < i; j++)
            {
                var other = _gram.AsSpan(j * _stride, j + 1);
                row[j] = (row[j] - Product(row, other, j)) / other[j];
            }

            row[i] = Math.Sqrt(Math.Max(row[i] - Product(row, row, i), 1e-14 * row[i]));
        }
    }

    private void Solve()
    {
        for (int i = 0; i < _unknowns; i++)
        {
            var row = _gram.AsSpan(i * _stride, i + 1);
            _right[i] = (_right[i] - Product(row, _right, i)) / row[i];
        }

        for (int i = _unknowns - 1; i >= 0; i--)
        {
            var row = _gram.AsSpan(i * _stride, i + 1);
            _right[i] /= row[i];
            for (int j = 0; j < i; j++) _right[j] -= row[j] * _right[i];
        }
    }

    private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int length)
    {
        double sum = 0;
        for (int i = 0; i < length; i++) sum += a[i] * b[i];
        return sum;
    }
}
