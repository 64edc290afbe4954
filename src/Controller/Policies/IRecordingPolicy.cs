using Teleo.Controller.Deciding;

namespace Teleo.Controller.Policies;

/// <summary>A policy that leaves every decision whole, with the options it decides by and the resource it decides under.</summary>
public interface IRecordingPolicy : IPolicy
{
    ControllerOptions Options { get; }

    /// <summary>E now.</summary>
    double Balance { get; }

    /// <summary>The last decision; overwritten by the next.</summary>
    DecisionRecord Record { get; }
}
