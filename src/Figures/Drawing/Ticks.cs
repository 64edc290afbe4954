using System.Globalization;

namespace Teleo.Figures.Drawing;

/// <summary>A labelled place on an axis.</summary>
/// <param name="At">In the unit of the data.</param>
/// <param name="Exponent">A superscript after the text: powers of ten.</param>
internal readonly record struct Tick(double At, string Text, string? Exponent = null)
{
    public double WidthAt(double size) => FontMetrics.Width(Text, size) + (Exponent is null ? 0 : FontMetrics.Width(Exponent, size * 0.72));
}

/// <summary>Chooses round numbers: steps of 1, 2, 2.5 or 5 times a power of ten, as many as fit.</summary>
internal static class Ticks
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>Multiples of the smallest round step that gives at most <paramref name="most"/> of them in the range.</summary>
    public static List<double> Linear(double from, double to, int most)
    {
        double step = StepFor(from, to, Math.Max(most, 2));
        var ticks = new List<double>();
        double slack = 1e-9 * step;
        double first = Math.Ceiling((from - slack) / step);
        for (double i = first; i * step <= to + slack && ticks.Count <= 64; i++) ticks.Add(i == 0 ? 0 : i * step);
        return ticks;
    }

    public static double StepFor(double from, double to, int most)
    {
        double rough = (to - from) / most;
        if (!(rough > 0) || double.IsInfinity(rough)) return 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        foreach (double step in Steps)
        {
            double candidate = step * power;
            if (Math.Floor((to + 1e-9 * candidate) / candidate) - Math.Ceiling((from - 1e-9 * candidate) / candidate) < most)
                return candidate;
        }

        return 20 * power;
    }

    /// <summary>
    /// Returns decades, thinned to <paramref name="most"/>; with 2 and 5 between them if the range is short, and round steps if fewer than
    /// two of these are in it.
    /// </summary>
    public static List<Tick> Logarithmic(double from, double to, int most)
    {
        int low = (int)Math.Ceiling(Math.Log10(from) - 1e-9), high = (int)Math.Floor(Math.Log10(to) + 1e-9);
        int every = Math.Max(1, (high - low) / Math.Max(most, 1) + 1);
        var ticks = new List<Tick>();
        double[] within = high - low < 2 ? [1, 2, 5] : [1];
        bool plain = low >= -3 && high <= 4;
        for (int decade = low - 1; decade <= high; decade += decade < low ? 1 : every)
        {
            foreach (double digit in within)
            {
                double at = digit * Math.Pow(10, decade);
                if (at >= from * (1 - 1e-9) && at <= to * (1 + 1e-9))
                    ticks.Add(plain ? new(at, Text(at, Math.Min(1, Math.Pow(10, decade)), to)) : PowerOfTen(at, decade, digit));
            }
        }

        return ticks.Count > 1 ? ticks : Even(from, to, Math.Min(most, 4));
    }

    private static List<Tick> Even(double from, double to, int most)
    {
        double step = StepFor(from, to, most);
        return [.. Linear(from, to, most).Select(at => new Tick(at, Text(at, step, to)))];
    }

    /// <summary>
    /// Labels of one axis alike: as many decimals as the step needs, a true minus, groups of three where the largest needs them.
    /// </summary>
    public static string Text(double value, double step, double largest)
    {
        int decimals = 0;
        double scaled = Math.Abs(step);
        while (decimals < 9 && Math.Abs(scaled - Math.Round(scaled)) > 1e-6 * scaled)
        {
            scaled *= 10;
            decimals++;
        }

        return Minus(value.ToString((largest >= 10_000 ? "N" : "F") + decimals, CultureInfo.InvariantCulture));
    }

    public static string Minus(string number)
    {
        if (!number.StartsWith('-')) return number;
        return number.AsSpan(1).ContainsAnyExcept("0.,") ? "−" + number[1..] : number[1..];
    }

    private static Tick PowerOfTen(double at, int decade, double digit)
    {
        string exponent = Minus(decade.ToString(CultureInfo.InvariantCulture));
        return new(at, digit == 1 ? "10" : $"{digit:0}×10", exponent);
    }
}
