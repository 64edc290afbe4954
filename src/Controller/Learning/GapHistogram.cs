using System.Runtime.CompilerServices;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>Counts the gaps between two requests of a skill in bins that double from 1/16 s up to about three days.</summary>
public struct GapHistogram
{
    private const int BinCount = 24;
    private const double FirstEdgeSeconds = 0.0625;

    private Bins _bins;

    /// <summary>The highest bin with a gap.</summary>
    private int _highest;

    public void Add(double gapSeconds, uint count = 1)
    {
        if (!(gapSeconds >= 0)) return;
        int bin = BinOf(gapSeconds);
        _bins[bin] += count;
        _highest = Math.Max(_highest, bin);
    }

    /// <summary>
    /// Returns the probability that the next request arrives within <paramref name="windowSeconds"/> after <paramref name="idleSeconds"/>
    /// of silence: the share of gaps at least that long that end in the window. Not a number if there was no such gap. Gaps are assumed
    /// uniform within their bin.
    /// </summary>
    public readonly double ArrivalChance(double idleSeconds, double windowSeconds)
    {
        double longer = Above(idleSeconds);
        return longer > 0 ? 1 - Above(idleSeconds + windowSeconds) / longer : double.NaN;
    }

    internal void Visit(StateFields fields)
    {
        for (int i = 0; i < BinCount; i++) fields.Number(ref _bins[i]);
        _highest = BinCount - 1;
    }

    private readonly double Above(double seconds)
    {
        int bin = BinOf(seconds);
        if (bin > _highest) return 0;
        double above = _bins[bin];
        if (bin < BinCount - 1)
        {
            // Widths are powers of two, so that a product with the inverse is the quotient.
            double high = HighOf(bin), inverseWidth = (bin == 0 ? 1 : 2) / high;
            above *= Math.Clamp((high - seconds) * inverseWidth, 0, 1);
        }

        for (int i = bin + 1; i <= _highest; i++) above += _bins[i];
        return above;
    }

    /// <summary>Bin 0 ends at 2^-4, and each later one at twice the end of the one before.</summary>
    private static int BinOf(double seconds) =>
        seconds < FirstEdgeSeconds ? 0 : Math.Min(BinCount - 1, ExponentOf(seconds) + 5);

    private static double HighOf(int bin) => BitConverter.Int64BitsToDouble((long)(ExponentBias + bin - 4) << MantissaBits);

    private static int ExponentOf(double amount) => (int)(BitConverter.DoubleToInt64Bits(amount) >> MantissaBits) - ExponentBias;

    private const int MantissaBits = 52, ExponentBias = 1023;

    [InlineArray(BinCount)]
    private struct Bins
    {
        private uint _first;
    }
}
