namespace Teleo.Experiments.Preprint;

/// <summary>
/// Theta: all knowledge of the learner. It excludes the resource, options and randomness, so that equal states with equal samples, options
/// and streams continue equally. <see cref="LearnerStateBytes"/> writes and reads it.
/// </summary>
public sealed class LearnerState
{
    private double[] _weights;
    private double[] _fisher;
    private LearnedHypothesis[] _hypotheses = new LearnedHypothesis[16];

    public LearnerState(LearnerShape shape)
    {
        foreach (string problem in shape.Problems()) throw new ArgumentException(problem, nameof(shape));
        Shape = shape;
        Trajectory = new LearnerTrajectory(shape.Stride);
        _weights = new double[16 * shape.Stride];
        _fisher = new double[16 * shape.Stride];
    }

    public LearnerShape Shape { get; }

    public Forms Forms { get; } = new();

    public LearnerTrajectory Trajectory { get; }

    public int HypothesisCount { get; private set; }

    public ReadOnlySpan<LearnedHypothesis> Hypotheses => _hypotheses.AsSpan(0, HypothesisCount);

    /// <summary>Samples learned from: the revision of the parameters.</summary>
    public long ParameterRevision { get; internal set; }

    /// <summary>Structural actions applied and clearings: the revision of the structure.</summary>
    public long StructureRevision { get; internal set; }

    /// <summary>Hypotheses born so far.</summary>
    public int Born { get; internal set; }

    /// <summary>The direction and offset of each atom, one row each.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, Forms.Atoms * Shape.Stride);

    /// <summary>The moving average of the squared gradient of each number in <see cref="Weights"/>.</summary>
    public ReadOnlySpan<double> Fisher => _fisher.AsSpan(0, Forms.Atoms * Shape.Stride);

    /// <summary>Complexity of the structure with every hypothesis written out.</summary>
    internal long ExpandedComplexity
    {
        get
        {
            long sum = 0;
            foreach (ref readonly var hypothesis in Hypotheses) sum += Forms.ComplexityOf(hypothesis.Form);
            return sum;
        }
    }

    internal Span<double> WeightRows => _weights.AsSpan(0, Forms.Atoms * Shape.Stride);

    internal Span<double> FisherRows => _fisher.AsSpan(0, Forms.Atoms * Shape.Stride);

    internal Span<LearnedHypothesis> HypothesisRows => _hypotheses.AsSpan(0, HypothesisCount);

    /// <summary>Clears the structure and its parameters; the trajectory and the counters stay.</summary>
    public void ClearStructure()
    {
        Forms.Clear();
        HypothesisCount = 0;
        StructureRevision++;
    }

    /// <summary>Resets the state to a learner without samples, and keeps its memory for the next run.</summary>
    public void Reset()
    {
        ClearStructure();
        Trajectory.Clear();
        (ParameterRevision, StructureRevision, Born) = (0, 0, 0);
    }

    internal int AddAtom(ReadOnlySpan<double> weights, double fisher)
    {
        int form = Forms.Atom(), stride = Shape.Stride, start = (Forms.Atoms - 1) * stride;
        MakeRoomForAtoms();
        weights.CopyTo(_weights.AsSpan(start, stride));
        _fisher.AsSpan(start, stride).Fill(fisher);
        return form;
    }

    /// <summary>Lets the rows hold as many atoms as there are forms for.</summary>
    internal void MakeRoomForAtoms()
    {
        int needed = Forms.Atoms * Shape.Stride;
        if (needed <= _weights.Length) return;
        Array.Resize(ref _weights, Math.Max(needed, 2 * _weights.Length));
        Array.Resize(ref _fisher, _weights.Length);
    }

    internal void AddHypothesis(in LearnedHypothesis hypothesis)
    {
        if (HypothesisCount == _hypotheses.Length) Array.Resize(ref _hypotheses, 2 * HypothesisCount);
        _hypotheses[HypothesisCount++] = hypothesis;
    }
}
