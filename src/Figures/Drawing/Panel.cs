using System.Collections.Immutable;

namespace Teleo.Figures.Drawing;

/// <summary>One pair of axes and the marks on them, in order.</summary>
public sealed record Panel(Scale X, Scale Y, ImmutableArray<Mark> Marks)
{
    public string? Title { get; init; }

    /// <summary>Height of the plotting area in pixels; chosen from the content where not given.</summary>
    public double? Height { get; init; }

    internal IEnumerable<string> Problems() => Marks.SelectMany(mark => mark.Problems());
}
