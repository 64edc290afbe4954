using System.Runtime.InteropServices;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// One candidate action with all results of its evaluation. A value in a reused buffer; its victims are in the buffer of its
/// <see cref="CandidateSet"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct Candidate
{
    public ActionKind Kind;

    /// <summary>The index of the loaded skill, or of the changed skill where none is loaded; -1 for a no-op.</summary>
    public short First;

    /// <summary>The index of the second loaded skill of a split; otherwise -1.</summary>
    public short Second;

    /// <summary>The number of the source of foresight that pays; also 0 where nothing is paid.</summary>
    public short Source;

    /// <summary>The position of the first victim in the buffer of the set, and the number of victims.</summary>
    public short LeavingStart;
    public short LeavingCount;

    /// <summary>False if the search for victims was cut short: the set frees enough memory, but a cheaper set may exist.</summary>
    public bool LeavingIsExact;

    public Ineligibility Ineligibility;

    /// <summary>The stabilisers that hold it back.</summary>
    public Stabilisers HeldBy;

    /// <summary>False where the resource cannot pay for it.</summary>
    public bool IsAffordable;

    /// <summary>Its cost in the endogenous resource, in credits.</summary>
    public double Cost;

    public ScoreTerms Terms;

    /// <summary>The number of skills that it loads or wakes.</summary>
    public readonly int ComingCount => 3 & ComingCounts >> 2 * (int)Kind;

    /// <summary>
    /// The number of skills that each <see cref="ActionKind"/> loads, in two bits each, so that reading it takes no branch.
    /// </summary>
    private const int ComingCounts =
        1 << 2 * (int)ActionKind.Activate | 1 << 2 * (int)ActionKind.Replace | 1 << 2 * (int)ActionKind.Merge
        | 2 << 2 * (int)ActionKind.Split;

    /// <summary>Returns the skill that it loads or wakes, from 0 to <see cref="ComingCount"/> - 1.</summary>
    public readonly int Coming(int index) => index == 0 ? First : Second;

    public readonly bool IsEligible => Ineligibility == Ineligibility.None;

    /// <summary>True if nothing forbids it: it is eligible, no stabiliser holds it back, and the resource can pay for it.</summary>
    public readonly bool MayBeTaken => IsEligible && HeldBy == Stabilisers.None && IsAffordable;
}
