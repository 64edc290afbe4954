using ScottPlot;
using Axis = Teleo.Figures.Drawing.Axis;

namespace Teleo.Figures.Plots;

/// <summary>Sets the labels of an axis on a plot, and chooses others if the user changes the range.</summary>
internal sealed class AxisTicks(Axis axis, Func<Drawing.Tick, string> textOf) : ITickGenerator
{
    private readonly CoordinateRange _first = new(axis.At(axis.Low), axis.At(axis.High));

    public Tick[] Ticks { get; private set; } = TicksOf(axis, textOf);

    public int MaxTickCount { get; set; } = 64;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
        bool isChanged = !axis.IsCategorical && (range.Min != _first.Min || range.Max != _first.Max);
        Ticks = TicksOf(isChanged ? axis.Over(range.Min, range.Max, size.Length) : axis, textOf);
    }

    private static Tick[] TicksOf(Axis axis, Func<Drawing.Tick, string> textOf) =>
        [.. axis.Labels.Select(tick => new Tick(axis.At(tick.At), textOf(tick)))];
}
