using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>The sim-to-real card of cold loads as a page. Every figure is computed from the plays.</summary>
internal static class ColdPage
{
    /// <summary>The agreement of the live side with itself below which a ranking is not meaningful.</summary>
    private const double LeastCeiling = 0.6;

    /// <param name="machine">The processor and how busy it was.</param>
    /// <param name="command">The command that made the card.</param>
    public static ReportPage Of(ColdCard card, string machine, string command) => new("Simulation and reality, with cold loads",
        Summary(card),
        [
            new Block.Paragraph($"{machine}. Loads read files of random bytes that are not in the page cache, at no more than a stated "
                + "rate. The policies of each point were chosen before the measurement, so that their simulated costs span a factor of "
                + "four. Each point has four blocks: the first and third measure the profiles (medians); the second and fourth run the "
                + "workload, and the errors are theirs."),
            new Block.Heading("Errors"),
            Block.Table.Of("|simulated - live| / live: over models for mechanisms, over points and policies for the last five. "
                    + "A simulated figure of more than ten times the live one is given as the multiple.",
                card.Mechanisms,
                (Column.Text("what"), m => m.Name),
                (Column.Number("median error"), m => Percent(m.MedianError)),
                (Column.Number("worst"), m => Percent(m.WorstError)),
                (Column.Number("bias"), m => Percent(m.Bias)),
                (Column.Number("compared"), m => m.Compared),
                (Column.Text("within 10 %"),
                    m => m.MedianError is not { } error ? "not seen" : error <= ColdCard.WantedError ? "yes" : "no")),
            new Block.Heading("Ranking"),
            Block.Table.Of("Kendall's tau of simulated and live costs; the ceiling is the tau between the two live blocks.",
                card.Points.Append(card.Overall),
                (Column.Text("point"), p => p.Point),
                (Column.Number("tau"), p => Number(p.Tau)),
                (Column.Number("ceiling"), p => Number(p.Retest)),
                (Column.Number("disattenuated"), p => Number(p.Disattenuated)),
                (Column.Number("simulated span"), p => Number(p.Span))),
            new Block.Heading("Every play"),
            Block.Table.Of("Live and simulated, block by block. Costs are seconds waited, loaded and decided per 1,000 requests.",
                card.Plays.OrderBy(p => p.Point, StringComparer.Ordinal).ThenBy(p => p.CostSimulated).ThenBy(p => p.Block),
                (Column.Text("point"), p => p.Point),
                (Column.Text("policy"), p => p.Policy),
                (Column.Number("block"), p => Number(p.Block)),
                (Column.Number("loads"), p => Number(p.LoadsLive)),
                (Column.Number("simulated"), p => Number(p.LoadsSimulated)),
                (Column.Number("cost"), p => Number(p.CostLive)),
                (Column.Number("simulated"), p => Number(p.CostSimulated))),
            .. Block.Again(command),
        ])
    {
        Picture = new(Errors(card), "Median error of the simulator for each mechanism and each figure; 10 % is wanted."),
        Next =
        [
            new("Repeat it while the machine does nothing else: no simulator can follow differences between two equal live runs.",
                $"{command} --out cold --page cold.html"),
            new("Compare policies in the simulator with the times of this machine.",
                "teleo world measure --skills skills --output box.json && "
                    + "teleo sim compare --world box.json --workload drift --page compare.html"),
        ],
    };

    private static Figure Errors(ColdCard card)
    {
        var known = card.Mechanisms.Where(m => m.MedianError is not null).ToList();
        ImmutableArray<Bar> bars = [.. known.Select((m, i) => new Bar(i, 100 * m.MedianError!.Value) { Label = Percent(m.MedianError) })];
        return Figure.Of("cold-errors", new Scale.Linear("Median error", "%") { Zero = true },
            new Scale.Categories("", [.. known.Select(m => m.Name)]), new Mark.Bars(bars),
            new Mark.Rule(Direction.Vertical, 100 * ColdCard.WantedError, "wanted"));
    }

    private static string Summary(ColdCard card)
    {
        int wide = card.Mechanisms.Count(m => m.MedianError > ColdCard.WantedError);
        string ranks = card.Overall.Tau >= card.AskedTau ? "as well as required" : "worse than required";
        string doubt = card.Overall.Retest < LeastCeiling
            ? " Two live blocks rank the policies differently, so this result says little: the machine was not idle enough." : "";
        return string.Create(CultureInfo.InvariantCulture, $"The simulator ranks policies {ranks}: Kendall's tau is "
            + $"{card.Overall.Tau:F2} (95 % interval {card.Overall.Lower:F2} to {card.Overall.Upper:F2}), and {card.AskedTau:F2} is "
            + $"required, the lower of 0.8 and the tau between two live blocks ({card.Overall.Retest:F2}); {wide} of "
            + $"{card.Mechanisms.Length} median errors are above 10 %.{doubt}");
    }

    private static string Percent(double? share) =>
        share is not { } value ? "-"
        : value >= 9 ? string.Create(CultureInfo.InvariantCulture, $"{value + 1:0} times")
        : string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} %");

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.##", CultureInfo.InvariantCulture) : "-";
}
