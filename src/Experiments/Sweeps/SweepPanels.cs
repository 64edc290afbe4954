using System.Collections.Immutable;
using System.Globalization;

namespace Teleo.Experiments.Sweeps;

/// <summary>A third parameter of a sweep with its values, a map for each: <c>gain=0.003,0.03,0.3</c>.</summary>
internal sealed record SweepPanels(string Name, ImmutableArray<double> Values)
{
    public const int MostValues = 9;

    /// <summary>The parameter as an axis, for the checks that axes have to pass.</summary>
    public SweepAxis Axis => new(Name, Values.Min(), Values.Max(), Values.Length, Logarithmic: false);

    /// <summary>Returns the parameter of a text, or the fault of the text; both are null for no text.</summary>
    public static SweepPanels? Parse(string? text, out string? problem)
    {
        problem = null;
        if (string.IsNullOrEmpty(text)) return null;
        problem = $"'{text}': write it as name=value,value, with up to {MostValues} different values";
        string[] halves = text.Split('=', 2);
        if (halves.Length < 2 || halves[0].Trim().Length == 0) return null;
        double[] values = [.. halves[1].Split(',').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        if (values.Length > MostValues || !values.All(double.IsFinite) || values.Distinct().Count() < values.Length) return null;
        problem = null;
        return new(halves[0].Trim(), [.. values]);
    }
}
