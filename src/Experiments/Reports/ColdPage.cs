using System.Globalization;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;

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
            new Block.Paragraph($"{machine}. Loads read files of random bytes that the system was told to forget, at no more than a "
                + "stated rate. The simulator picked the policies of each point over a factor of four in cost before anything was "
                + "measured. Blocks took turns: calibrate, play, calibrate, play; profiles are medians of the first and third, errors are "
                + "of the second and fourth."),
            new Block.Command(command),
            new Block.Heading("Errors"),
            Block.Table.Of("|simulated - live| / live: over models for mechanisms, over points and policies for the last five.",
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
        ]);

    private static string Summary(ColdCard card)
    {
        var wide = card.Mechanisms.Where(m => m.MedianError > ColdCard.WantedError)
            .Select(m => $"{m.Name} {Percent(m.MedianError)}").ToList();
        string errors = wide.Count == 0 ? "Every median error is at most 10 %."
            : $"Median errors above 10 %: {string.Join(", ", wide)}.";
        string ranks = card.Overall.Tau >= card.AskedTau ? "The ranking agrees as far as asked" : "The ranking agrees less than asked";
        string doubt = card.Overall.Retest < LeastCeiling
            ? " The live side does not rank alike twice, so that this says little: the machine was not quiet enough." : "";
        return string.Create(CultureInfo.InvariantCulture, $"{errors} {ranks}: tau {card.Overall.Tau:F2} (95 % {card.Overall.Lower:F2} to "
            + $"{card.Overall.Upper:F2}), asked {card.AskedTau:F2}, which is the lower of 0.8 and the ceiling {card.Overall.Retest:F2}."
            + $"{doubt}");
    }

    private static string Percent(double? share) =>
        share is { } value ? (100 * value).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.##", CultureInfo.InvariantCulture) : "-";
}
