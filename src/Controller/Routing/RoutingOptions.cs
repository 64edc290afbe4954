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

    public IEnumerable<string> Problems()
    {
        if (!(EscalateAbove is >= 0 and <= 1)) yield return $"{nameof(EscalateAbove)} must lie between 0 and 1, is {EscalateAbove}";
        if (MaximumSkills < 1) yield return $"{nameof(MaximumSkills)} must be at least 1, is {MaximumSkills}";
        if (!(WorthWaiting is >= 0 and <= 1)) yield return $"{nameof(WorthWaiting)} must lie between 0 and 1, is {WorthWaiting}";
    }
}
