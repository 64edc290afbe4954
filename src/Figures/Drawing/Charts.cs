using System.Collections.Immutable;
using System.Globalization;

namespace Teleo.Figures.Drawing;

/// <summary>The compositions this field draws again and again, each as a figure built from plain marks.</summary>
public static class Charts
{
    /// <summary>
    /// Empirical distribution functions, one step curve per sample. Values that are not numbers are left out and counted in the note.
    /// </summary>
    public static Figure Ecdf(string id, Scale x, params IEnumerable<(string Name, IEnumerable<double> Values)> samples)
    {
        var marks = ImmutableArray.CreateBuilder<Mark>();
        int left = 0;
        foreach (var (name, values) in samples)
        {
            var all = values.ToList();
            var sorted = all.Where(double.IsFinite).Order().ToList();
            left += all.Count - sorted.Count;
            if (sorted.Count == 0) continue;
            marks.Add(new Mark.Step([sorted[0], .. sorted], [0, .. sorted.Select((_, i) => (i + 1.0) / sorted.Count)]) { Name = name });
        }

        return Figure.Of(id, x, new Scale.Linear("Share of values at or below") { From = 0, To = 1 }, marks.ToImmutable()) with
        {
            Note = left == 0 ? null : $"{left} values that are no numbers were left out.",
        };
    }

    /// <summary>
    /// Draws the share of runs whose score is above tau, for every tau (Dolan and Moré; Agarwal et al.): higher curves are better.
    /// </summary>
    /// <param name="arms">Scores of each arm, and the interval of its share at each tau where the caller has resampled it.</param>
    public static Figure PerformanceProfile(
        string id,
        Scale tau,
        ImmutableArray<double> taus,
        params IEnumerable<(string Name, IReadOnlyList<double> Scores, ImmutableArray<double> Lower, ImmutableArray<double> Upper)> arms)
    {
        var marks = arms.Select(
            arm => (Mark)new Mark.Line(taus, [.. taus.Select(t => arm.Scores.Count(score => score > t) / (double)arm.Scores.Count)])
            {
                Name = arm.Name,
                Lower = arm.Lower.IsDefault ? [] : arm.Lower,
                Upper = arm.Upper.IsDefault ? [] : arm.Upper,
            });
        return Figure.Of(id, tau, new Scale.Linear("Share of runs above") { From = 0, To = 1 }, [.. marks]);
    }

    /// <summary>Draws a balance as a waterfall: the opening, each entry from where the last one ended, and the closing.</summary>
    public static Figure Waterfall(string id, string label, string unit, double opening,
        params IReadOnlyList<(string Name, double Amount)> entries)
    {
        var (gains, costs) = (ImmutableArray.CreateBuilder<Bar>(), ImmutableArray.CreateBuilder<Bar>());
        var (linkX, linkY) = (new List<double>(), new List<double>());
        double balance = opening;
        for (int i = 0; i < entries.Count; i++)
        {
            linkX.AddRange([i + 0.37, i + 0.63, double.NaN]);
            linkY.AddRange([balance, balance, double.NaN]);
            double next = balance + entries[i].Amount;
            (entries[i].Amount >= 0 ? gains : costs).Add(new Bar(i + 1, next, balance) { Label = Amount(entries[i].Amount, signed: true) });
            balance = next;
        }

        linkX.AddRange([entries.Count + 0.37, entries.Count + 0.63]);
        linkY.AddRange([balance, balance]);
        ImmutableArray<Bar> totals = [new(0, opening) { Label = Amount(opening, false) },
            new(entries.Count + 1, balance) { Label = Amount(balance, false) }];
        return Figure.Of(
            id,
            new Scale.Categories("", ["opening", .. entries.Select(entry => entry.Name), "closing"]),
            new Scale.Linear(label, unit) { Zero = true },
            new Mark.Line([.. linkX], [.. linkY]) { Muted = true },
            new Mark.Bars(totals) { Name = "balance", Overlaid = true },
            new Mark.Bars(costs.ToImmutable()) { Name = "debit", Overlaid = true },
            new Mark.Bars(gains.ToImmutable()) { Name = "credit", Overlaid = true });
    }

    /// <summary>Effects with their intervals, one row each, against the value that means no effect.</summary>
    public static Figure Forest(string id, Scale x, double noEffect,
        params IReadOnlyList<(string Name, double Value, double Lower, double Upper)> rows) => Forest(id, x, noEffect, 0, rows);

    /// <summary>
    /// Effects with their intervals over a band of differences that count as none. An effect beyond the given ends of the scale stands
    /// at the edge, and its numbers are printed beside it.
    /// </summary>
    /// <param name="margin">Half the width of the band; no band where it is 0.</param>
    public static Figure Forest(string id, Scale x, double noEffect, double margin,
        IReadOnlyList<(string Name, double Value, double Lower, double Upper)> rows)
    {
        string size = margin.ToString("0.##", CultureInfo.InvariantCulture);
        var band = new Region(noEffect - margin, noEffect + margin, $"within ±{size} {x.Unit}".TrimEnd() + ": counts as no difference");
        return Figure.Of(
            id,
            x,
            new Scale.Categories("", [.. rows.Select(row => row.Name)]),
            [
                .. margin > 0 ? (Mark[])[new Mark.Regions([band])] : [],
                new Mark.Rule(Direction.Vertical, noEffect, "no effect"),
                new Mark.Estimates([.. rows.Select((row, i) => new Estimate(i, row.Value, row.Lower, row.Upper))]) { Printed = true },
            ]);
    }

    /// <summary>Draws the residency of skills over time, one row per skill. Serving, the kind <c>active</c>, has the full tone.</summary>
    public static Panel Residency(ImmutableArray<string> skills, IEnumerable<Span> spans, Scale time) =>
        new(time, new Scale.Categories("", skills), [new Mark.Spans([.. spans.OrderBy(span => span.Kind == "active" ? 0 : 1)])]);

    private static string Amount(double value, bool signed) =>
        (signed && value > 0 ? "+" : "")
            + Ticks.Minus(value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.##", CultureInfo.InvariantCulture));
}
