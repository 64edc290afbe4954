using System.Collections.Immutable;

namespace Teleo.Controller.Routing;

/// <summary>The result of asking for a route.</summary>
public enum RouteOutcome : byte
{
    /// <summary>The skills of the route answer.</summary>
    Served,

    /// <summary>The skill that should answer is not active: the request is a miss of the skill named by the route.</summary>
    Waits,

    /// <summary>No skill answers the request.</summary>
    Refused,
}

/// <summary>The skills that one request uses, in their order.</summary>
public sealed record Route(RouteOutcome Outcome, RouteMode Mode, ImmutableArray<int> Skills)
{
    /// <summary>
    /// Returns true if a cascade asks its next skill after <paramref name="answered"/> answers, the last of this uncertainty. An unknown
    /// uncertainty counts as unsure.
    /// </summary>
    public bool GoesOn(int answered, double uncertainty, RoutingOptions options) =>
        Outcome == RouteOutcome.Served && Mode == RouteMode.Cascade && answered < Skills.Length && !(uncertainty <= options.EscalateAbove);
}
