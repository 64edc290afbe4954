using System.Globalization;
using System.Text;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Explains one decision in words: action, reason, second best candidate and margin, score of the no-op, vetoes of gate or guard, and bets
/// that were made or ended.
/// </summary>
public static class Explanation
{
    public static string Of(DecisionRecord record, Catalog catalog, ForesightOptions? foresight = null)
    {
        var sources = new Sources(foresight ?? new());
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"Decision {record.Inputs.Sequence} at {Time(record.Inputs.NowNs)}, after {Cause(record, catalog)}: ");
        AppendDeed(text, record, catalog);
        AppendRunner(text, record, catalog);
        AppendForbidden(text, record, catalog, sources);
        if (record.Inputs.Accounts.Length == 0) AppendResource(text, record);
        else AppendBets(text, record, catalog, sources);
        return text.ToString();
    }

    /// <summary>Returns a candidate in words, such as <c>replace summariser by router</c>.</summary>
    public static string Name(in Candidate candidate, CandidateSet candidates, Catalog catalog)
    {
        string a = candidate.First >= 0 ? catalog.Skills[candidate.First].Id.Name : "";
        string leaving = string.Join(" and ", candidates.Leaving(candidate).ToArray().Select(skill => catalog.Skills[skill].Id.Name));
        return candidate.Kind switch
        {
            ActionKind.NoOp => "do nothing",
            ActionKind.Activate => $"activate {a}",
            ActionKind.Deactivate => $"deactivate {a}",
            ActionKind.Suspend => $"suspend {a}",
            ActionKind.Replace => $"replace {leaving} by {a}",
            ActionKind.Retire => $"retire {a}",
            ActionKind.Reserve => $"reserve room for {a}",
            ActionKind.Merge => $"merge {leaving} into {a}",
            ActionKind.Split => $"split {leaving} into {a} and {catalog.Skills[candidate.Second].Id.Name}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Returns a reason in words.</summary>
    public static string Words(NoOpReason reason) => reason switch
    {
        NoOpReason.None => "something was chosen",
        NoOpReason.NoStructuralImprovement => "no candidate promised any benefit",
        NoOpReason.BenefitBelowComplexityCost => "no benefit was worth its cost",
        NoOpReason.InsufficientEndogenousResource => "the resource could not pay for the best",
        NoOpReason.CooldownOrEligibility => "the best was held back or not eligible",
        NoOpReason.AmbiguousOrTie => "the best was ahead by less than the margin",
        NoOpReason.ExternalSafetyGuard => "a limit from outside stood in the way",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Returns an outcome in words.</summary>
    public static string Words(OutcomeCode outcome) => outcome switch
    {
        OutcomeCode.Acted => "acted",
        OutcomeCode.SelectedNoOp => "did nothing",
        OutcomeCode.InfeasibleAction => "not possible",
        OutcomeCode.Cooldown => "held back",
        OutcomeCode.ResourceRestriction => "not paid for",
        OutcomeCode.MaximumMoves => "no moves left",
        OutcomeCode.StructuralPhaseDisabled => "structure is fixed",
        OutcomeCode.Timeout => "too slow",
        OutcomeCode.Cancellation => "cancelled",
        OutcomeCode.MemoryGuard => "memory guard",
        OutcomeCode.GuardVeto => "veto of a guard",
        OutcomeCode.ProcessFailure => "the pool failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Returns a term of the score in words.</summary>
    public static string Words(ScoreTerm term) => term switch
    {
        ScoreTerm.TaskBenefit => "later requests",
        ScoreTerm.LoadLatency => "load time",
        ScoreTerm.Switching => "cost of a change",
        ScoreTerm.AccruedWaiting => "waiting requests",
        ScoreTerm.Reservation => "reserved memory",
        _ => Readable(DecisionWriter.Terms[(int)term].ToString()),
    };

    private static void AppendDeed(StringBuilder text, DecisionRecord record, Catalog catalog)
    {
        ref readonly var chosen = ref record.Candidates[record.Choice.Chosen];
        if (record.Choice.Chosen == 0)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"did nothing, because {Words(record.Choice.Reason)}. Doing nothing scored {Credits(record.Total(0))}.");
            return;
        }

        string outcome = record.Outcome == OutcomeCode.Acted ? "" : $" (it came to nothing: {Fate(record)})";
        text.Append(CultureInfo.InvariantCulture,
            $"chose to {Name(chosen, record.Candidates, catalog)}{outcome}, worth {Credits(record.Advantage(record.Choice.Chosen))} "
                + $"more than doing nothing ({Credits(record.Total(0))}): {Reasons(record)}.");
    }

    /// <summary>The three terms in which the choice differs most from doing nothing, and the sum of the others.</summary>
    private static string Reasons(DecisionRecord record)
    {
        var chosen = record.Candidates[record.Choice.Chosen].Terms;
        var stay = record.Candidates[0].Terms;
        var differences = Enumerable.Range(0, ScoreTerms.Count)
            .Select(term => (Name: Words((ScoreTerm)term), Credits: record.Weights[term] * (chosen[term] - stay[term])))
            .Where(term => Cents(term.Credits) != 0)
            .OrderByDescending(term => Math.Abs(term.Credits))
            .ToList();
        var shares = differences.Take(3).Select(term => $"{term.Name} {Signed(term.Credits)}");
        decimal others = Cents(record.Advantage(record.Choice.Chosen)) - differences.Take(3).Sum(term => Cents(term.Credits));
        string rest = string.Create(CultureInfo.InvariantCulture, $"the rest {others:+0.00;-0.00}");
        return string.Join(", ", others == 0 ? shares : shares.Append(rest));
    }

    private static void AppendRunner(StringBuilder text, DecisionRecord record, Catalog catalog)
    {
        if (record.Choice.Runner <= 0 && record.Choice.Chosen == 0 || record.Choice.Runner < 0) return;
        ref readonly var runner = ref record.Candidates[record.Choice.Runner];
        text.Append(CultureInfo.InvariantCulture,
            $" Second was to {Name(runner, record.Candidates, catalog)}, {Credits(record.Choice.Margin)} behind.");
    }

    private static void AppendForbidden(StringBuilder text, DecisionRecord record, Catalog catalog, Sources sources)
    {
        if (record.Choice.Wanted > 0 && record.Choice.Wanted != record.Choice.Chosen)
        {
            ref readonly var wanted = ref record.Candidates[record.Choice.Wanted];
            string name = Name(wanted, record.Candidates, catalog);
            if (wanted.HeldBy != Stabilisers.None)
                text.Append(CultureInfo.InvariantCulture,
                    $" It would have been to {name}, but {Readable(EnumNames<Stabilisers>.Of(wanted.HeldBy).ToString())} held it back.");
            else if (!wanted.IsAffordable && record.Inputs.Accounts.Length > 0)
            {
                double holds = record.Inputs.Accounts[sources.AccountOf(wanted.Source)];
                string has = holds < 0 ? $"owes {Credits(-holds)} s" : $"holds {Credits(holds)} s";
                text.Append(CultureInfo.InvariantCulture, $" It would have been to {name}, but that stakes {Credits(wanted.Cost)} s");
                text.Append(CultureInfo.InvariantCulture, $" and the account of {sources.NameOf(wanted.Source)} {has}.");
            }
            else if (!wanted.IsAffordable)
                text.Append(CultureInfo.InvariantCulture,
                    $" It would have been to {name}, but that costs {Credits(wanted.Cost)} and the gate had "
                        + $"{Credits(record.Inputs.Resource)}.");
        }

        if (record.Verdict != GuardVerdict.None)
            text.Append(CultureInfo.InvariantCulture,
                $" A guard forbade it: {Readable(EnumNames<GuardVerdict>.Of(record.Verdict).ToString())}.");
    }

    private static void AppendResource(StringBuilder text, DecisionRecord record)
    {
        if (record.Rows.Count == 0) return;
        Span<double> parts =
        [
            record.Rows.Sum(row => row.Gain), -record.Rows.Sum(row => row.Penalty), -record.Rows.Sum(row => row.Maintenance),
            -record.Rows.Sum(row => row.ActionCost), record.Rows.Sum(row => row.Before * (row.Rho - 1)),
        ];
        ReadOnlySpan<string> names = ["earned", "lost to errors", "upkeep", "for the action", "faded"];
        AppendMove(text, record.Rows[0].Before, record.Balance, "", names, parts, "cut at the limit");
    }

    /// <summary>
    /// Tells a balance before and after, and every part of the way; the parts add up to the difference as they are written.
    /// </summary>
    private static void AppendMove(
        StringBuilder text, double before, double after, string unit, ReadOnlySpan<string> names, ReadOnlySpan<double> parts, string rest)
    {
        decimal left = Cents(after) - Cents(before);
        var shares = new List<string>();
        for (int i = 0; i < parts.Length; i++)
        {
            decimal part = Cents(parts[i]);
            left -= part;
            if (part != 0) shares.Add(string.Create(CultureInfo.InvariantCulture, $"{part:+0.00;-0.00} {names[i]}"));
        }

        // Two roundings and more may leave a hundredth or two; more than that is a limit at work.
        if (left != 0)
        {
            string why = Math.Abs(left) <= 0.02m ? "by rounding" : rest;
            shares.Add(string.Create(CultureInfo.InvariantCulture, $"{left:+0.00;-0.00} {why}"));
        }

        if (shares.Count == 0) text.Append(CultureInfo.InvariantCulture, $" The resource stayed at {Cents(after)}{unit}.");
        else text.Append(CultureInfo.InvariantCulture,
            $" The resource went from {Cents(before)}{unit} to {Cents(after)}{unit}: {string.Join(", ", shares)}.");
    }

    // A trace from outside may hold what is no number; it is shown as 0, and verification names it.
    private static decimal Cents(double amount) =>
        double.IsNaN(amount) ? 0.00m : Math.Round((decimal)Math.Clamp(amount, -1e15, 1e15), 2) + 0.00m;

    /// <summary>Appends every bet that was made or ended: stake, savings, harm, return and balance.</summary>
    private static void AppendBets(StringBuilder text, DecisionRecord record, Catalog catalog, Sources sources)
    {
        foreach (var row in record.Bets)
        {
            if (row.Entry is not (AccountEntry.Stake or AccountEntry.Settlement)) continue;
            string on = catalog.Skills[row.Skill].Id.Name, who = sources.NameOf(row.Source);
            text.Append(row.Entry == AccountEntry.Stake
                ? $" On {on} {who} stakes {Credits(row.Staked)} s of {Credits(row.Before)} s."
                : $" The bet of decision {row.Bet} on {on} by {who} ended: {EndOf(row)}");
        }

        if (record.Rows.Count == 0) return;
        Span<double> parts = [0, 0, 0, 0];
        foreach (var row in record.Bets) parts[(int)row.Entry] += row.Added - row.Taken;
        ReadOnlySpan<string> names = ["with time", "staked", "from bets that ended", "drained"];
        AppendMove(text, record.Rows[0].Before, record.Balance, " s", names, parts, "cut");
    }

    private static string EndOf(in AccountRow row)
    {
        string owed = row.Uncovered > 0 ? $"; {Credits(row.Uncovered)} s of harm were not covered and are owed" : "";
        return $"{Credits(row.Staked)} s staked, {Credits(row.Saved)} s saved, {Credits(row.Harm)} s of harm, "
            + $"so {Credits(row.Added)} s came back and its account holds {Credits(row.After)} s{owed}.";
    }

    private static string Fate(DecisionRecord record) =>
        record.Receipt?.Detail ?? Words(record.Outcome);

    private static string Cause(DecisionRecord record, Catalog catalog)
    {
        string what = Readable(EnumNames<Teleo.Controller.Domain.PolicyEvents>.Of(record.Inputs.Trigger).ToString());
        string happening = record.Inputs.Trigger switch
        {
            Teleo.Controller.Domain.PolicyEvents.Arrival => "an arrival",
            Teleo.Controller.Domain.PolicyEvents.Loaded => "the load",
            Teleo.Controller.Domain.PolicyEvents.Unloaded => "the unload",
            Teleo.Controller.Domain.PolicyEvents.Pressure => "pressure",
            _ => $"a {what}",
        };
        return record.Inputs.TriggerSkill >= 0 ? $"{happening} of {catalog.Skills[record.Inputs.TriggerSkill].Id.Name}" : happening;
    }

    private static string Time(long nanoseconds) =>
        TimeSpan.FromTicks(nanoseconds / 100)
            .ToString(nanoseconds >= 86_400_000_000_000 ? @"d\.hh\:mm\:ss\.fff" : @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    private static string Credits(double credits) =>
        Math.Abs(credits) >= 100
            ? credits.ToString("F0", CultureInfo.InvariantCulture)
            : credits.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Signed(double credits) => (credits > -0.005 ? "+" : "") + Credits(Math.Abs(credits) < 0.005 ? 0 : credits);

    /// <summary>Returns camel case as words.</summary>
    private static string Readable(string name) =>
        string.Concat(name.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c == '+' ? " and " : c.ToString()));
}
