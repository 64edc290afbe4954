using System.Collections.Immutable;

namespace Teleo.Figures.Drawing;

/// <summary>
/// The closed set of things a panel can show. NaN is a gap, never a zero. A mark that shares its name with another
/// shares its colour, dash and legend entry, over all panels of a figure.
/// </summary>
public abstract record Mark
{
    private Mark()
    {
    }

    /// <summary>Its legend entry; without one it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Drawn thin in a quiet ink: single runs behind their mean, connectors, a reference.</summary>
    public bool Muted { get; init; }

    /// <summary>A line, with a ribbon between <see cref="Lower"/> and <see cref="Upper"/> if given.</summary>
    public sealed record Line(ImmutableArray<double> X, ImmutableArray<double> Y) : Mark
    {
        public ImmutableArray<double> Lower { get; init; } = [];

        public ImmutableArray<double> Upper { get; init; } = [];

        /// <summary>A marker at each point, for series short enough to count.</summary>
        public bool Markers { get; init; }
    }

    /// <summary>Constant from each x to the next.</summary>
    public sealed record Step(ImmutableArray<double> X, ImmutableArray<double> Y) : Mark;

    public sealed record Points(ImmutableArray<double> X, ImmutableArray<double> Y) : Mark;

    /// <summary>Bars over categories. Several such marks in one panel are side by side, unless they are <see cref="Overlaid"/>.</summary>
    public sealed record Bars(ImmutableArray<Bar> Items) : Mark
    {
        public bool Overlaid { get; init; }
    }

    /// <summary>Point estimates with intervals over categories: a forest where the categories are on y.</summary>
    public sealed record Estimates(ImmutableArray<Estimate> Items) : Mark
    {
        /// <summary>Prints each estimate and interval beside its row.</summary>
        public bool Printed { get; init; }
    }

    /// <summary>A heat map: <c>Values[row * columns + column]</c>, with one edge more than cells on each axis.</summary>
    public sealed record Cells(ImmutableArray<double> XEdges, ImmutableArray<double> YEdges,
        ImmutableArray<double> Values, ColourScale Colours) : Mark;

    /// <summary>Intervals on the rows of a category axis, coloured by kind: residency of skills over time.</summary>
    public sealed record Spans(ImmutableArray<Span> Items) : Mark;

    /// <summary>Shaded stretches of x behind the data: regimes.</summary>
    public sealed record Regions(ImmutableArray<Region> Items) : Mark;

    /// <summary>A straight line across the panel at one value: a threshold, a bound, a moment.</summary>
    public sealed record Rule(Direction Across, double At, string Label) : Mark;

    internal IEnumerable<string> Problems() => this switch
    {
        Line line when line.X.Length != line.Y.Length => [$"{Who}: {line.X.Length} x but {line.Y.Length} y"],
        Line line when line.Lower.Length != line.Upper.Length || (line.Lower.Length != 0 && line.Lower.Length != line.X.Length)
            => [$"{Who}: a ribbon of {line.Lower.Length} and {line.Upper.Length} for {line.X.Length} points"],
        Step step when step.X.Length != step.Y.Length => [$"{Who}: {step.X.Length} x but {step.Y.Length} y"],
        Points points when points.X.Length != points.Y.Length => [$"{Who}: {points.X.Length} x but {points.Y.Length} y"],
        Cells cells when (long)(cells.XEdges.Length - 1) * (cells.YEdges.Length - 1) != cells.Values.Length
            => [$"{Who}: {cells.Values.Length} cells for {cells.XEdges.Length} by {cells.YEdges.Length} edges"],
        _ => [],
    };

    private string Who => $"{GetType().Name.ToLowerInvariant()} '{Name}'";
}
