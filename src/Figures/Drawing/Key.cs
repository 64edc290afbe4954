using System.Collections.Immutable;

namespace Teleo.Figures.Drawing;

/// <summary>The sign beside a name in the legend.</summary>
internal enum Swatch : byte
{
    Line,
    Ribbon,
    Point,
    Area,
    Region,
}

/// <summary>A name of the legend and its tone. Names are numbered in the order in which they first appear.</summary>
internal readonly record struct Key(string Name, Swatch Swatch, int Tone);

/// <summary>The names of a figure: one tone each, over all panels.</summary>
internal sealed class Keys
{
    private readonly Dictionary<string, Key> _series = [];
    private readonly Dictionary<string, Key> _regions = [];

    public Keys(Figure figure)
    {
        foreach (var mark in figure.Panels.SelectMany(panel => panel.Marks)) Add(mark);
    }

    public ImmutableArray<Key> InOrder => [.. _series.Values, .. _regions.Values];

    /// <summary>Returns the tone of a mark; a mark without a name has the first.</summary>
    public int ToneOf(string? name) => name is not null && _series.TryGetValue(name, out var key) ? key.Tone : 0;

    public int RegionOf(string label) => _regions[label].Tone;

    private void Add(Mark mark)
    {
        switch (mark)
        {
            case Mark.Spans spans:
                foreach (var span in spans.Items) AddSeries(span.Kind, Swatch.Area);
                break;
            case Mark.Regions regions:
                foreach (var region in regions.Items) _regions.TryAdd(region.Label, new(region.Label, Swatch.Region, _regions.Count));
                break;
            case { Name: { } name, Muted: false }:
                AddSeries(name, SwatchOf(mark));
                break;
        }
    }

    private void AddSeries(string name, Swatch swatch) => _series.TryAdd(name, new(name, swatch, _series.Count));

    private static Swatch SwatchOf(Mark mark) => mark switch
    {
        Mark.Points or Mark.Estimates => Swatch.Point,
        Mark.Bars => Swatch.Area,
        Mark.Line { Lower.Length: > 0 } => Swatch.Ribbon,
        _ => Swatch.Line,
    };
}
