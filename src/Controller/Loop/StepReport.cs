using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Controller.Loop;

/// <summary>The report of one step. Owned and reused by its <see cref="ControlStep"/>: read it before the next step.</summary>
public sealed class StepReport
{
    private readonly List<Settlement> _settlements = [];

    /// <summary>The reason why the plant's view was refused; the step then learned and decided nothing.</summary>
    public ViewFault Fault { get; internal set; }

    /// <summary>True if the policy decided, false if it only learned.</summary>
    public bool Decided { get; internal set; }

    /// <summary>Counts the decisions of this epoch from 0; -1 before the first.</summary>
    public long DecisionId { get; internal set; } = -1;

    /// <summary>The result of each chosen action, in the policy's order. None after a decision is a no-op.</summary>
    public IReadOnlyList<Settlement> Settlements => _settlements;

    internal void Begin()
    {
        Fault = ViewFault.None;
        Decided = false;
        _settlements.Clear();
    }

    internal void Add(in Settlement settlement) => _settlements.Add(settlement);
}
