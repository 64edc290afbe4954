using System.Runtime.CompilerServices;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>Counts the gaps between two requests of a skill in bins that double from 1/16 s up to about three days.</summary>
public struct GapHistogram
{
    private const int BinCount = 24;
    private const double FirstEdgeSeconds = 0.0625;

    private Bins _bins;

    public void Add(double gapSeconds, uint count = 1)
    {
        if (gapSeconds >= 0) _bins[BinOf(gapSeconds)] += count;
    }

    /// <summary>
    /// The chance that the next request comes within <paramref name="windowSeconds"/> after <paramref name="idleSeconds"/>
    /// without one: of the gaps at least that long, the share that ends in the window. Not a number when none was that long.
    /// Gaps count as spread evenly within their bin.
    /// </summary>
    public readonly double ArrivalChance(double idleSeconds, double windowSeconds)
    {
        double longer = Above(idleSeconds);
        return longer > 0 ? 1 - Above(idleSeconds + windowSeconds) / longer : double.NaN;
    }

    internal void Visit(StateFields fields)
    {
        for (int i = 0; i < BinCount; i++) fields.Number(ref _bins[i]);
    }

    private readonly double Above(double seconds)
    {
        int bin = BinOf(seconds);
        double low = bin == 0 ? 0 : EdgeBelow(bin);
        double high = EdgeBelow(bin + 1);
        double above = bin == BinCount - 1 ? _bins[bin] : _bins[bin] * Math.Clamp((high - seconds) / (high - low), 0, 1);
        for (int i = bin + 1; i < BinCount; i++) above += _bins[i];
        return above;
    }

    private static int BinOf(double seconds) =>
        seconds < FirstEdgeSeconds ? 0 : Math.Min(BinCount - 1, 1 + Math.ILogB(seconds / FirstEdgeSeconds));

    private static double EdgeBelow(int bin) => Math.ScaleB(FirstEdgeSeconds, bin - 1);

    [InlineArray(BinCount)]
    private struct Bins
    {
        private uint _first;
    }
}
