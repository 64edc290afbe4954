using Teleo.Controller.Ledger;

namespace Teleo.Experiments.Preprint;

/// <summary>One sample of a run with all predictions, ledger rows, decisions and changes.</summary>
public readonly ref struct LearnerStep
{
    /// <summary>Counted from 1 over all passes.</summary>
    public long Number { get; init; }

    /// <summary>Index of the sample in its data set.</summary>
    public int Row { get; init; }

    public int Label { get; init; }

    public Prediction Prediction { get; init; }

    public StructuralDecision Decision { get; init; }

    public LedgerRow Outcome { get; init; }

    /// <summary>The cost of the action; a row without cost for the no-op.</summary>
    public LedgerRow Payment { get; init; }

    /// <summary>Number of successors that started within the step.</summary>
    public int Deaths { get; init; }

    public EnergyAccount Account { get; init; }

    /// <summary>The state after the step.</summary>
    public LearnerState After { get; init; }
}

/// <summary>Takes the steps of a run one by one.</summary>
public interface ILearnerSink
{
    void Take(in LearnerStep step);
}
