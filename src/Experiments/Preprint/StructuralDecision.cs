namespace Teleo.Experiments.Preprint;

/// <summary>The closed set of structural actions.</summary>
public enum StructuralAction : byte
{
    /// <summary>Leaves the structure; parameters move all the same.</summary>
    NoOp,

    /// <summary>Adds a hypothesis with a new atom.</summary>
    Genesis,

    /// <summary>Splits the winner in two by a separator.</summary>
    Wedge,
}

/// <summary>Why an action was chosen.</summary>
public enum StructuralReason : byte
{
    /// <summary>Only the no-op was proposed.</summary>
    NothingProposed,

    /// <summary>No proposal scored better than the no-op.</summary>
    NoImprovement,

    /// <summary>The action scored best.</summary>
    BestScore,

    /// <summary>No hypothesis covered the class, and the rule then requires genesis.</summary>
    CoverageRule,

    /// <summary>The wanted action cost more than the resource holds, and this was the best that could be paid.</summary>
    InsufficientResource,
}

/// <summary>
/// One candidate with every term of the local objective J = loss + price of complexity + price of energy. Lower is better.
/// </summary>
/// <param name="IsProposed">The action can be made on this sample; the other members mean nothing where it cannot.</param>
/// <param name="Loss">The loss on the sample after the action, in nats.</param>
/// <param name="Complexity">Complexity added.</param>
/// <param name="Energy">Credits spent.</param>
/// <param name="Total">The objective.</param>
/// <param name="IsAffordable">The resource can pay for it.</param>
public readonly record struct StructuralCandidate(
    bool IsProposed, double Loss, double Complexity, double Energy, double Total, bool IsAffordable);

/// <summary>One decision of the slow loop with all its inputs.</summary>
public readonly struct StructuralDecision
{
    public StructuralCandidate NoOp { get; init; }

    public StructuralCandidate Genesis { get; init; }

    public StructuralCandidate Wedge { get; init; }

    /// <summary>The action that would be made if the resource forbade nothing.</summary>
    public StructuralAction Wanted { get; init; }

    public StructuralAction Choice { get; init; }

    public StructuralReason Reason { get; init; }

    /// <summary>True if no hypothesis of the class covers the sample.</summary>
    public bool IsUncovered { get; init; }

    /// <summary>Position of the hypothesis that a wedge would split; -1 where there is none.</summary>
    public int Winner { get; init; }

    /// <summary>The parameters of the atom that the choice adds, valid until the learner decides again.</summary>
    public ReadOnlyMemory<double> Atom { get; init; }

    /// <summary>The resource forbade the wanted action.</summary>
    public bool IsForbidden => Wanted != Choice;

    /// <summary>The coverage rule spent more than the resource held.</summary>
    public bool IsOverride => Reason == StructuralReason.CoverageRule && !Genesis.IsAffordable;

    public StructuralCandidate Of(StructuralAction action) => action switch
    {
        StructuralAction.NoOp => NoOp,
        StructuralAction.Genesis => Genesis,
        StructuralAction.Wedge => Wedge,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
