using System.Globalization;

namespace Teleo.Experiments.Sweeps;

/// <summary>One parameter of a sweep: <c>load=0.2:2:25</c>, or <c>switch_price=0.001:1:25:log</c>.</summary>
internal sealed record SweepAxis(string Name, double From, double To, int Points, bool Logarithmic)
{
    public const int MostPoints = 1000;

    public double this[int index] => At(index);

    /// <summary>Edges of the cells around the points, one more than there are points.</summary>
    public double[] Edges() => [.. Enumerable.Range(0, Points + 1).Select(i => Logarithmic
        ? Math.Sqrt(At(i - 1) * At(i))
        : (At(i - 1) + At(i)) / 2)];

    /// <summary>The value at a place between points, or beyond them, in steps from the first.</summary>
    public double At(double steps)
    {
        double share = steps / Math.Max(1, Points - 1.0);
        return Logarithmic ? From * Math.Pow(To / From, share) : From + share * (To - From);
    }

    /// <summary>Parses an axis; otherwise gives the fault of the text.</summary>
    public static bool TryParse(string text, out SweepAxis axis, out string? problem)
    {
        axis = null!;
        string[] halves = text.Split('=', 2);
        string[] parts = halves.Length == 2 ? halves[1].Split(':') : [];
        bool log = parts is [.., "log"];
        problem = $"'{text}' is no axis: write it as name=from:to:points, with :log for equal ratios";
        if (parts.Length != (log ? 4 : 3) || !Number(parts[0], out double from) || !Number(parts[1], out double to)) return false;
        if (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int points) || points is < 2 or > MostPoints)
        {
            problem = $"'{text}': points must be 2 to {MostPoints}";
            return false;
        }

        if (!(to > from) || (log && !(from > 0)))
        {
            problem = $"'{text}': the range must rise{(log ? " and lie above zero" : "")}";
            return false;
        }

        axis = new(halves[0].Trim(), from, to, points, log);
        problem = null;
        return true;

        static bool Number(string part, out double value) =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
