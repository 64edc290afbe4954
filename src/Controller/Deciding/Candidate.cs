using System.Runtime.InteropServices;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>
/// One action that could be taken, with everything found out about it. A value in a reused buffer; the skills
/// that leave by it lie in the buffer of its <see cref="CandidateSet"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct Candidate
{
    public ActionKind Kind;

    /// <summary>The skill it is about, by index: the one that comes, or the one that is moved where none comes; -1 for a no-op.</summary>
    public short First;

    /// <summary>The second skill that comes in a split; otherwise -1.</summary>
    public short Second;

    /// <summary>The number of the source whose bet it is; 0 as well where nothing is bet.</summary>
    public short Source;

    public short LeavingStart;
    public short LeavingCount;

    /// <summary>False where the search for who leaves was cut short: the set makes room, a cheaper one may exist.</summary>
    public bool LeavingIsExact;

    public Ineligibility Ineligibility;

    /// <summary>The stabilisers that hold it back.</summary>
    public Stabilisers HeldBy;

    /// <summary>False where the resource cannot pay for it.</summary>
    public bool IsAffordable;

    /// <summary>Its cost in the endogenous resource, in credits.</summary>
    public double Cost;

    public ScoreTerms Terms;

    /// <summary>The number of skills it loads or wakes.</summary>
    public readonly int ComingCount => 3 & ComingCounts >> 2 * (int)Kind;

    /// <summary>Two bits for each <see cref="ActionKind"/>.</summary>
    private const int ComingCounts =
        1 << 2 * (int)ActionKind.Activate | 1 << 2 * (int)ActionKind.Replace | 1 << 2 * (int)ActionKind.Merge
        | 2 << 2 * (int)ActionKind.Split;

    public readonly int Coming(int index) => index == 0 ? First : Second;

    public readonly bool IsEligible => Ineligibility == Ineligibility.None;

    /// <summary>True if nothing forbids it: it is eligible, no stabiliser holds it back, and the resource can pay for it.</summary>
    public readonly bool MayBeTaken => IsEligible && HeldBy == Stabilisers.None && IsAffordable;
}
