using System.Collections.Immutable;

namespace Teleo.Figures.Drawing;

/// <summary>The closed set of scales: the quantity, unit and range of an axis.</summary>
public abstract record Scale
{
    private Scale(string label, string? unit) => (Label, Unit) = (label, unit);

    public string Label { get; init; }

    /// <summary>Printed in brackets after the label; null where the quantity has none.</summary>
    public string? Unit { get; init; }

    /// <summary>The range shown; where not given, that of the data and a little air.</summary>
    public double? From { get; init; }

    public double? To { get; init; }

    public sealed record Linear(string Label, string? Unit = null) : Scale(Label, Unit)
    {
        /// <summary>The range always holds zero. Bars need it: their length is the value.</summary>
        public bool Zero { get; init; }
    }

    /// <summary>Powers of ten at equal distances. Values that are not positive have no place on it and are left out.</summary>
    public sealed record Logarithmic(string Label, string? Unit = null) : Scale(Label, Unit);

    /// <summary>Data in seconds, shown in the largest unit that keeps the labels short (s, min, h, d).</summary>
    public sealed record Time(string Label) : Scale(Label, "s");

    /// <summary>Names at equal distances: the first is position 0. On y the first is at the top.</summary>
    public sealed record Categories(string Label, ImmutableArray<string> Names) : Scale(Label, null);
}
