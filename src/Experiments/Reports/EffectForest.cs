using Teleo.Experiments.Studies;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>Draws differences to a baseline in percent, each with its interval.</summary>
internal static class EffectForest
{
    /// <summary>The rows that fit on the first screen of a page.</summary>
    public const int MostRows = 14;

    /// <summary>
    /// The rows that tell most, in their order: the largest differences within the edge, then the least of those beyond.
    /// </summary>
    public static List<Effect> Telling(IEnumerable<Effect> effects, double edge)
    {
        var all = effects.ToList();
        double Size(Effect effect) => 100 * Math.Abs(effect.Difference);
        var near = all.Where(effect => Size(effect) <= edge).OrderByDescending(Size).Take(MostRows).ToList();
        var far = all.Where(effect => Size(effect) > edge).OrderBy(Size).Take(MostRows - near.Count);
        var chosen = near.Concat(far).ToHashSet();
        return [.. all.Where(chosen.Contains)];
    }

    /// <param name="margin">Differences up to this size count as none; no band is drawn where it is 0.</param>
    /// <param name="edge">A larger difference stands at the edge of the scale, with its numbers beside it.</param>
    public static Figure Of(string id, string title, double margin, double edge,
        IReadOnlyList<(string Name, double Value, double Lower, double Upper)> rows, string note)
    {
        bool isAbove = rows.Any(row => row.Upper > edge || row.Value > edge);
        bool isBelow = rows.Any(row => row.Lower < -edge || row.Value < -edge);
        var scale = new Scale.Linear(title, "%") { From = isBelow ? -edge : null, To = isAbove ? edge : null };
        string beyond = isAbove || isBelow ? $" What lies beyond {edge:0} % stands at the edge, with its numbers beside it." : "";
        return Charts.Forest(id, scale, 0, margin, rows) with { Width = 900, Note = note + beyond };
    }
}
