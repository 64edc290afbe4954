namespace Teleo.Figures.Drawing;

/// <summary>The way a rule runs.</summary>
public enum Direction : byte
{
    /// <summary>At one value of y.</summary>
    Horizontal,

    /// <summary>At one value of x.</summary>
    Vertical,
}

/// <summary>A bar from <paramref name="From"/> to <paramref name="To"/> at a category's position.</summary>
public readonly record struct Bar(double Position, double To, double From = 0)
{
    /// <summary>An interval about <see cref="To"/>; NaN where there is none.</summary>
    public double Lower { get; init; } = double.NaN;

    public double Upper { get; init; } = double.NaN;

    /// <summary>The label at the bar's end, printed if all labels of the panel have space.</summary>
    public string? Label { get; init; }
}

/// <param name="Weight">Area of the marker, relative to 1.</param>
public readonly record struct Estimate(double Position, double Value, double Lower, double Upper, double Weight = 1);

public readonly record struct Span(int Row, double From, double To, string Kind);

public readonly record struct Region(double From, double To, string Label);

/// <summary>Maps values to colours: a sequential scale, or a diverging one about <see cref="Centre"/>.</summary>
public sealed record ColourScale(string Label, string? Unit = null)
{
    public double? From { get; init; }

    public double? To { get; init; }

    /// <summary>The value in the middle of a diverging scale; null for a sequential one.</summary>
    public double? Centre { get; init; }
}
