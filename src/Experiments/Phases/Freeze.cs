using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Phases;

/// <summary>
/// Emergent halt: sustained selected no-op, no structural change, a fast loop that still learns, and no cap that
/// bound. Without the last two it is a stop, and not evidence.
/// </summary>
/// <param name="From">First tick of the longest freeze; -1 where there is none.</param>
/// <param name="CapBound">A freeze that a cap may have caused.</param>
internal readonly record struct Freeze(int From, int Length, bool StillLearning, bool CapBound)
{
    public bool IsEmergent => From >= 0 && StillLearning && !CapBound;

    /// <param name="fastUpdates">Updates of the fast loop per tick.</param>
    /// <param name="capsBound">Whether any external cap was binding at the tick.</param>
    /// <param name="shortest">Ticks of no-op in a row that count as sustained.</param>
    public static Freeze Find(PhaseSeries series, double[] fastUpdates, bool[] capsBound, int shortest = 50)
    {
        int from = -1, length = 0;
        for (int i = 0, run = 0; i < series.Length; i++)
        {
            bool still = series.NoOp[i] == 1 && series.Growth[i] == 0 && series.Reorganising[i] == 0;
            run = still ? run + 1 : 0;
            if (run > length) (from, length) = (i - run + 1, run);
        }

        if (length < shortest) return new(-1, length, false, false);
        return new(from, length, Sample.Mean(fastUpdates.AsSpan(from, length)) > 0, capsBound.AsSpan(from, length).Contains(true));
    }
}
