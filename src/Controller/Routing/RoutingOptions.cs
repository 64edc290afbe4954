using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Routing;

/// <summary>The options of routing.</summary>
public sealed record RoutingOptions
{
    public RouteMode Mode { get; init; } = RouteMode.Direct;

    /// <summary>The uncertainty of an answer, from 0 to 1, above which a cascade asks the next skill.</summary>
    public double EscalateAbove { get; init; } = 0.5;

    /// <summary>The most skills that one request may use: the bound of a cascade and the size of a committee.</summary>
    public int MaximumSkills { get; init; } = 3;

    /// <summary>
    /// The difference in the share of right answers above which a request waits for the best skill of its task although another could
    /// answer at once. By default any active skill answers.
    /// </summary>
    public double WorthWaiting { get; init; } = 1;

    /// <summary>Routes by the manifests alone, whatever was learned since.</summary>
    public bool IsFixed { get; init; }

    public IEnumerable<string> Problems() => Broken(
        Share(EscalateAbove),
        AtLeast(1, MaximumSkills),
        Share(WorthWaiting));
}
