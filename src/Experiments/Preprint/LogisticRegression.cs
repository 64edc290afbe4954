namespace Teleo.Experiments.Preprint;

/// <summary>
/// The baseline: multinomial logistic regression with a squared penalty of 1/2 on the sum of squared weights in addition to the summed
/// loss, offsets without penalty, fitted to convergence by L-BFGS. Has the scratch memory of one thread.
/// </summary>
public sealed class LogisticRegression(LearnerShape shape)
{
    private const int Memory = 10, MostIterations = 500;

    /// <summary>The greatest entry of the gradient of the mean loss at which the fit counts as converged.</summary>
    private const double Tolerance = 1e-4;

    private readonly int _length = shape.Classes * shape.Stride;
    private readonly double[] _weights = new double[shape.Classes * shape.Stride];
    private readonly double[] _gradient = new double[shape.Classes * shape.Stride];
    private readonly double[] _trial = new double[shape.Classes * shape.Stride];
    private readonly double[] _trialGradient = new double[shape.Classes * shape.Stride];
    private readonly double[] _direction = new double[shape.Classes * shape.Stride];
    private readonly double[] _steps = new double[Memory * shape.Classes * shape.Stride];
    private readonly double[] _gradientChanges = new double[Memory * shape.Classes * shape.Stride];
    private readonly double[] _products = new double[Memory];
    private readonly double[] _logits = new double[shape.Classes];

    /// <summary>One row per class, in the layout of a sample.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Steps that the last fit took.</summary>
    public int Iterations { get; private set; }

    public bool Converged { get; private set; }

    public void Fit(PreparedSplit split)
    {
        Array.Clear(_weights);
        double loss = LossAt(_weights, _gradient, split);
        Converged = false;
        int kept = 0;
        for (Iterations = 0; Iterations < MostIterations; Iterations++)
        {
            if (Converged = Greatest(_gradient) <= Tolerance) return;
            FindDirection(kept);
            if (!Search(ref loss, kept == 0, split)) return;
            kept = Remember(kept);
        }
    }

    public int Predict(in LabelledSample sample)
    {
        Evaluate(_weights, sample);
        return Learner.Best(_logits);
    }

    private void Evaluate(double[] weights, in LabelledSample sample)
    {
        for (int k = 0; k < shape.Classes; k++)
            _logits[k] = DoubleLanes.Dot(weights.AsSpan(k * shape.Stride, shape.Stride), sample.Values);
    }

    /// <summary>The mean loss with its penalty, and its gradient.</summary>
    private double LossAt(double[] weights, double[] gradient, PreparedSplit split)
    {
        Array.Clear(gradient);
        double sum = 0, share = 1.0 / split.Split.Train.Length;
        foreach (int i in split.Split.Train)
        {
            var sample = split.SampleOf(i);
            Evaluate(weights, sample);
            double most = _logits[Learner.Best(_logits)], own = _logits[sample.Label] - most, total = 0;
            for (int k = 0; k < shape.Classes; k++) total += _logits[k] = PortableMath.Exp(_logits[k] - most);
            sum += PortableMath.Log(total) - own;
            for (int k = 0; k < shape.Classes; k++)
            {
                double slope = share * (_logits[k] / total - (k == sample.Label ? 1 : 0));
                DoubleLanes.AddScaled(gradient.AsSpan(k * shape.Stride, shape.Stride), slope, sample.Values);
            }
        }

        sum *= share;
        for (int k = 0; k < shape.Classes; k++)
        {
            for (int j = k * shape.Stride; j < k * shape.Stride + shape.Features; j++)
            {
                sum += 0.5 * share * weights[j] * weights[j];
                gradient[j] += share * weights[j];
            }
        }

        return sum;
    }

    /// <summary>The two loops of L-BFGS over the moves kept, newest last.</summary>
    private void FindDirection(int kept)
    {
        for (int i = 0; i < _length; i++) _direction[i] = -_gradient[i];
        Span<double> shares = stackalloc double[Memory];
        for (int m = kept - 1; m >= 0; m--)
        {
            shares[m] = DoubleLanes.Dot(Step(m), _direction) / _products[m];
            DoubleLanes.AddScaled(_direction, -shares[m], GradientChange(m));
        }

        if (kept > 0)
        {
            double scale = _products[kept - 1] / DoubleLanes.Dot(GradientChange(kept - 1), GradientChange(kept - 1));
            for (int i = 0; i < _length; i++) _direction[i] *= scale;
        }

        for (int m = 0; m < kept; m++)
            DoubleLanes.AddScaled(_direction, shares[m] - DoubleLanes.Dot(GradientChange(m), _direction) / _products[m], Step(m));
    }

    /// <summary>Halves the step until the loss falls enough; false where no step makes it fall.</summary>
    private bool Search(ref double loss, bool isFirst, PreparedSplit split)
    {
        double slope = DoubleLanes.Dot(_gradient, _direction), step = isFirst ? Math.Min(1, 1 / Greatest(_gradient)) : 1;
        for (int halving = 0; halving < 40; halving++, step /= 2)
        {
            _weights.AsSpan().CopyTo(_trial);
            DoubleLanes.AddScaled(_trial, step, _direction);
            double reached = LossAt(_trial, _trialGradient, split);
            if (!(reached <= loss + 1e-4 * step * slope)) continue;
            loss = reached;
            return true;
        }

        return false;
    }

    /// <summary>
    /// Takes the step that was found, and keeps it with the turn of the gradient where the two agree. Returns how many are kept.
    /// </summary>
    private int Remember(int kept)
    {
        if (kept == Memory)
        {
            _steps.AsSpan(_length).CopyTo(_steps);
            _gradientChanges.AsSpan(_length).CopyTo(_gradientChanges);
            _products.AsSpan(1).CopyTo(_products);
            kept--;
        }

        for (int i = 0; i < _length; i++)
        {
            Step(kept)[i] = _trial[i] - _weights[i];
            GradientChange(kept)[i] = _trialGradient[i] - _gradient[i];
        }

        _trial.AsSpan().CopyTo(_weights);
        _trialGradient.AsSpan().CopyTo(_gradient);
        _products[kept] = DoubleLanes.Dot(Step(kept), GradientChange(kept));
        return _products[kept] > 0 ? kept + 1 : kept;
    }

    private Span<double> Step(int m) => _steps.AsSpan(m * _length, _length);

    private Span<double> GradientChange(int m) => _gradientChanges.AsSpan(m * _length, _length);

    private static double Greatest(ReadOnlySpan<double> values)
    {
        double most = 0;
        foreach (double value in values) most = Math.Max(most, Math.Abs(value));
        return most;
    }
}
