using System.Collections.Immutable;

namespace Teleo.Controller.Domain;

/// <summary>
/// The closed set of structural actions. Skills are named by their index in the catalog. Doing nothing is a case
/// like any other.
/// </summary>
public abstract record ControlAction
{
    private ControlAction()
    {
    }

    public sealed record NoOp : ControlAction
    {
        public static readonly NoOp Instance = new();
    }

    /// <summary>Load if needed and make routable.</summary>
    public sealed record Activate(int Skill) : ControlAction;

    /// <summary>Drain, unroute, unload.</summary>
    public sealed record Deactivate(int Skill) : ControlAction;

    /// <summary>Keep the weights, drop sessions and scratch.</summary>
    public sealed record Suspend(int Skill) : ControlAction;

    /// <summary>
    /// Unload <paramref name="Outgoing"/> and load <paramref name="Incoming"/> as one transaction; also a change of precision.
    /// </summary>
    public sealed record Replace(ImmutableArray<int> Outgoing, int Incoming) : ControlAction
    {
        public bool Equals(Replace? other) =>
            other is not null && Incoming == other.Incoming && Outgoing.AsSpan().SequenceEqual(other.Outgoing.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Incoming, Outgoing.Length);
    }

    /// <summary>Excludes a skill from the eligible set; only a novelty rule or an operator restores it.</summary>
    public sealed record Retire(int Skill) : ControlAction;

    /// <summary>Priced headroom for one skill, with an expiry.</summary>
    public sealed record Reserve(ResourceVector Amount, int ForSkill, long UntilNs) : ControlAction;

    /// <summary>Two specialists give way to the multi-task model that covers them.</summary>
    public sealed record Merge(int First, int Second, int Into) : ControlAction;

    /// <summary>A multi-task model gives way to two specialists.</summary>
    public sealed record Split(int From, int First, int Second) : ControlAction;
}
