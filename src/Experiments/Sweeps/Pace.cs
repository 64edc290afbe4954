namespace Teleo.Experiments.Sweeps;

/// <summary>
/// A rate that rises and falls along straight pieces, as a map from the time of a recording to the time at which it is played. Each piece
/// lasts so many seconds of play and leads from one multiple of the recorded rate to another.
/// </summary>
internal readonly record struct Pace(IReadOnlyList<(double Seconds, double From, double To)> Pieces)
{
    /// <summary>Returns the second of play for a second of the recording; false after the last piece, whose rate continues.</summary>
    public bool TryTime(double recorded, out double played)
    {
        double began = 0, spent = 0;
        foreach (var (seconds, from, to) in Pieces)
        {
            double whole = seconds * (from + to) / 2, at = recorded - spent;
            if (at < whole)
            {
                played = began + When(at, seconds, from, to);
                return true;
            }

            began += seconds;
            spent += whole;
        }

        played = began + (recorded - spent) / Pieces[^1].To;
        return false;
    }

    /// <summary>Returns the seconds of play between two seconds of the recording.</summary>
    public double Between(double earlier, double later)
    {
        TryTime(earlier, out double from);
        TryTime(later, out double to);
        return to - from;
    }

    /// <summary>Returns the time at which a linearly changing rate has consumed this much of the original's time.</summary>
    private static double When(double passed, double seconds, double from, double to)
    {
        double slope = (to - from) / seconds;
        if (Math.Abs(slope) < 1e-12) return passed / from;
        return 2 * passed / (from + Math.Sqrt(Math.Max(0, from * from + 2 * slope * passed)));
    }
}
