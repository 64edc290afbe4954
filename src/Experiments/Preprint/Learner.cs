namespace Teleo.Experiments.Preprint;

/// <summary>
/// The learner of the preprint, as functions of their arguments: <see cref="Observe"/> takes a sample and changes the state's parameters,
/// <see cref="Decide"/> scores the structural actions, <see cref="Apply"/> applies the chosen one. <see cref="EnergyLaw.Settle"/> settles
/// the resource outside.
/// </summary>
/// <remarks>
/// An instance holds options and scratch memory, which no result depends on, and serves one thread. Nothing is allocated per sample except
/// where the state grows.
/// </remarks>
public sealed partial class Learner
{
    private readonly LearnerShape _shape;
    private readonly Separator _separator;
    private readonly double[] _logits;
    private readonly double[] _probabilities;
    private readonly double[] _genesisAtom;
    private readonly double[] _wedgeAtom;
    private double[] _values = new double[64];
    private double[] _slopes = new double[64];

    public Learner(LearnerShape shape, LearnerOptions options)
    {
        string[] problems = [.. shape.Problems(), .. options.Problems()];
        if (problems.Length > 0) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        _shape = shape;
        Options = options;
        _separator = new Separator(shape);
        _logits = new double[shape.Classes];
        _probabilities = new double[shape.Classes];
        _genesisAtom = new double[shape.Stride];
        _wedgeAtom = new double[shape.Stride];
    }

    public LearnerOptions Options { get; }

    /// <summary>Scores every proposal in full, also those that a bound excludes: for traces. No choice depends on it.</summary>
    public bool ScoresAll { get; init; }

    /// <summary>
    /// The fast loop: predicts, notes the sample in the trajectory, credits the winner, and moves every parameter one step against the
    /// gradient of the loss.
    /// </summary>
    public Prediction Observe(in LabelledSample sample, LearnerState theta)
    {
        Evaluate(sample, theta);
        int guess = Best(_logits), winner = WinnerOf(theta);
        ref readonly var won = ref winner >= 0 ? ref theta.Hypotheses[winner] : ref None;
        bool right = (Options.Rewarded == RewardedPrediction.Softmax ? guess : won.Class) == sample.Label;
        var prediction = new Prediction(guess, _probabilities[sample.Label], LossWith(sample.Label, 0, 0), won.Id, won.Class, right);

        int row = theta.Trajectory.Append(sample);
        if (winner >= 0) Credit(ref theta.HypothesisRows[winner], won.Class == sample.Label, row, theta.Trajectory);
        Learn(sample, theta);
        theta.ParameterRevision++;
        return prediction;
    }

    /// <summary>Predicts and changes nothing: the class with the greatest logit, and that of the winner or -1.</summary>
    public (int Softmax, int Winner) Predict(in LabelledSample sample, LearnerState theta)
    {
        Evaluate(sample, theta);
        int winner = WinnerOf(theta);
        return (Best(_logits), winner >= 0 ? theta.Hypotheses[winner].Class : -1);
    }

    /// <summary>Returns the complexity of the whole structure as the objective counts it.</summary>
    public double ComplexityOf(LearnerState theta) =>
        Options.ComplexityCount == ComplexityCount.Unique ? theta.Forms.UniqueComplexity : theta.ExpandedComplexity;

    private static readonly LearnedHypothesis None = new() { Id = -1, Class = -1 };

    /// <summary>Fills the values of all forms, the logit of every class and its softmax.</summary>
    private void Evaluate(in LabelledSample sample, LearnerState theta)
    {
        if (_values.Length < theta.Forms.Count)
        {
            _values = new double[2 * theta.Forms.Count];
            _slopes = new double[2 * theta.Forms.Count];
        }

        FormValues.Forward(theta.Forms, theta.Weights, _shape.Stride, sample.Values, _values);
        Array.Clear(_logits);
        foreach (ref readonly var hypothesis in theta.Hypotheses) _logits[hypothesis.Class] += hypothesis.Weight * _values[hypothesis.Form];
        Softmax(_logits, _probabilities);
    }

    /// <summary>
    /// Returns the position of the hypothesis that covers the sample at the least cost, complexity plus unreliability; of equal ones the
    /// first.
    /// </summary>
    private int WinnerOf(LearnerState theta)
    {
        int winner = -1;
        double least = double.PositiveInfinity;
        for (int i = 0; i < theta.HypothesisCount; i++)
        {
            ref readonly var hypothesis = ref theta.Hypotheses[i];
            if (!(_values[hypothesis.Form] > Options.CoverThreshold)) continue;
            double cost = theta.Forms.ComplexityOf(hypothesis.Form) + Options.TropicalWeight * (1 - hypothesis.Reliability);
            if (cost < least) (winner, least) = (i, cost);
        }

        return winner;
    }

    private void Credit(ref LearnedHypothesis winner, bool right, int row, LearnerTrajectory trajectory)
    {
        winner.Reliability = Options.ReliabilityDecay * winner.Reliability + (right ? 1 - Options.ReliabilityDecay : 0);
        if (right) winner.Positives = trajectory.Remember(winner.Positives, row);
        else winner.Negatives = trajectory.Remember(winner.Negatives, row);
    }

    private void Learn(in LabelledSample sample, LearnerState theta)
    {
        var forms = theta.Forms;
        var slopes = _slopes.AsSpan(0, forms.Count);
        slopes.Clear();
        double weightRate = Options.LearningRate * Options.WeightRate;
        foreach (ref var hypothesis in theta.HypothesisRows)
        {
            double slope = _probabilities[hypothesis.Class] - (hypothesis.Class == sample.Label ? 1 : 0);
            slopes[hypothesis.Form] += slope * hypothesis.Weight;
            double fisher = hypothesis.WeightFisher;
            double gradient = slope * _values[hypothesis.Form];
            double stepped = NaturalGradient.StepNumber(hypothesis.Weight, ref fisher, gradient, weightRate, Options);
            hypothesis.Weight = Math.Max(Options.LeastWeight, stepped);
            hypothesis.WeightFisher = fisher;
        }

        FormValues.Backward(forms, _values, slopes);
        int stride = _shape.Stride;
        for (int form = 0; form < forms.Count; form++)
        {
            if (forms.KindOf(form) != FormKind.Atom) continue;
            int start = forms.OrdinalOf(form) * stride;
            double slope = slopes[form] * _values[form] * (1 - _values[form]);
            NaturalGradient.StepAtom(
                theta.WeightRows.Slice(start, stride), theta.FisherRows.Slice(start, stride), slope, sample.Values, Options);
        }
    }

    /// <summary>Returns the class with the greatest logit; of equal ones the first.</summary>
    internal static int Best(ReadOnlySpan<double> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best]) best = i;
        return best;
    }

    private static void Softmax(ReadOnlySpan<double> logits, Span<double> probabilities)
    {
        double most = logits[Best(logits)], sum = 0;
        for (int i = 0; i < logits.Length; i++) sum += probabilities[i] = PortableMath.Exp(logits[i] - most);
        for (int i = 0; i < logits.Length; i++) probabilities[i] /= sum;
    }

    /// <summary>The loss on a class, from logits of which up to two are changed.</summary>
    private double LossWith(int label, int changed, double change, int other = 0, double otherChange = 0)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < _logits.Length; k++) most = Math.Max(most, Logit(k));
        for (int k = 0; k < _logits.Length; k++) sum += PortableMath.Exp(Logit(k) - most);
        return PortableMath.Log(sum) - (Logit(label) - most);

        double Logit(int k) => _logits[k] + (k == changed ? change : 0) + (k == other ? otherChange : 0);
    }
}
