using System.Collections.Immutable;
using System.Net;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Research;

/// <summary>One decision of a trace.</summary>
/// <param name="Seconds">Time since the run began.</param>
/// <param name="Action">In words, such as <c>replace sums by dates</c>.</param>
/// <param name="Outcome">The outcome; a selected no-op is <see cref="OutcomeCode.SelectedNoOp"/>.</param>
/// <param name="Reason">Why nothing was chosen, where nothing was.</param>
/// <param name="Advantage">Credits promised over doing nothing.</param>
/// <param name="Margin">Credits ahead of the second; not a number without one.</param>
/// <param name="Resource">E afterwards, in credits.</param>
/// <param name="UsedShare">Share of the memory in use.</param>
/// <param name="Explanation">The whole decision in sentences.</param>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record TracedDecision(
    long Id, double Seconds, string Action, OutcomeCode Outcome, NoOpReason Reason, double Advantage, double Margin,
    double Resource, double UsedShare, string Explanation) : IShown
{
    /// <summary>The movements of the accounts of the sources of foresight since the decision before.</summary>
    public ImmutableArray<AccountRow> Accounts { get; init; } = [];

    string IShown.Html => $"<p><b>{WebUtility.HtmlEncode(Action)}</b> ({Outcome})</p><p>{WebUtility.HtmlEncode(Explanation)}</p>";

    public bool Acted => Outcome == OutcomeCode.Acted;

    internal static TracedDecision Of(DecisionRecord record, Catalog catalog)
    {
        var (inputs, choice) = (record.Inputs, record.Choice);
        return new(
            inputs.Sequence, inputs.NowNs * 1e-9,
            Controller.Tracing.Explanation.Name(record.Candidates[choice.Chosen], record.Candidates, catalog), record.Outcome,
            choice.Reason, record.Advantage(choice.Chosen), choice.Margin, record.Balance,
            (double)inputs.Used.ResidentBytes / Math.Max(1, inputs.Capacity.ResidentBytes),
            Controller.Tracing.Explanation.Of(record, catalog))
        { Accounts = [.. record.Bets] };
    }
}
