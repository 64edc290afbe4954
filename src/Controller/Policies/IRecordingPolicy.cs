using Teleo.Controller.Deciding;

namespace Teleo.Controller.Policies;

/// <summary>A policy that leaves every decision whole.</summary>
public interface IRecordingPolicy : IPolicy
{
    /// <summary>The last decision; overwritten by the next.</summary>
    DecisionRecord Record { get; }
}
