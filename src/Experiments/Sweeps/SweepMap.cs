using System.Globalization;

namespace Teleo.Experiments.Sweeps;

/// <summary>The cells of a sweep at one value of its third parameter.</summary>
/// <param name="Panel">The third parameter and its value; null for a sweep over two.</param>
internal sealed record SweepMap((string Name, double Value)? Panel, GridRefinement Grid)
{
    /// <summary>The third parameter and its value as text; null for a sweep over two.</summary>
    public string? Title => Panel is { } panel ? string.Create(CultureInfo.InvariantCulture, $"{panel.Name} {panel.Value:0.####}") : null;
}
