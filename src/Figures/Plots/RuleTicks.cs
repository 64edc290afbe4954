using ScottPlot;
using Axis = Teleo.Figures.Drawing.Axis;

namespace Teleo.Figures.Plots;

/// <summary>Places the labels of rules beside a plot: at their computed positions, and at the rules themselves for another range.</summary>
internal sealed class RuleTicks(Axis axis, Tick[] placed, Tick[] atRules) : ITickGenerator
{
    private readonly CoordinateRange _first = new(axis.At(axis.Low), axis.At(axis.High));

    public Tick[] Ticks { get; private set; } = [];

    public int MaxTickCount { get; set; } = 64;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle) =>
        Ticks = range.Min == _first.Min && range.Max == _first.Max ? placed : atRules;
}
