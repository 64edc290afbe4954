using Teleo.Controller.Deciding;

namespace Teleo.Controller.Policies;

/// <summary>A policy that records every decision, with options, resource and random streams.</summary>
public interface IRecordingPolicy : IPolicy
{
    /// <summary>The options it decides by.</summary>
    ControllerOptions Options { get; }

    /// <summary>The resource E now, in credits.</summary>
    double Balance { get; }

    /// <summary>The streams of chance it may draw from, with their keys.</summary>
    IEnumerable<KeyValuePair<string, ulong>> Streams { get; }

    /// <summary>The last decision; overwritten by the next.</summary>
    DecisionRecord Record { get; }
}
