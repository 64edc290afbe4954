using System.Globalization;
using Teleo.Controller.Decisions;
using Teleo.Controller.Guards;
using Teleo.Controller.Scoring;

namespace Teleo.Experiments.Reports;

/// <summary>One decision in a sentence or two: what was done, for what, over what, and what stood in the way.</summary>
internal static class DecisionSentence
{
    public static string Of(DecisionRecord record, ActionText actions)
    {
        var choice = record.Choice;
        return (choice.Chosen == 0 ? Stayed(record, actions) : Moved(record, actions)) + Gate(record, actions);
    }

    private static string Moved(DecisionRecord record, ActionText actions)
    {
        int chosen = record.Choice.Chosen;
        string advantage = $"{Action(record, actions, chosen)} scored {Number(record.Advantage(chosen))} credits above doing nothing{Because(record, chosen)}";
        string runner = record.Choice.Runner > 0 ? $", {Number(record.Choice.Margin)} above {Action(record, actions, record.Choice.Runner)}" : "";
        string what = record.Outcome switch
        {
            OutcomeCode.Acted => "It was carried out.",
            OutcomeCode.MemoryGuard or OutcomeCode.GuardVeto when record.Verdict != GuardVerdict.None => $"The guard vetoed it: {Words.Of(record.Verdict)}.",
            _ => $"It did not happen: {Words.Of(record.Outcome)}.",
        };
        return Sentence($"{advantage}{runner}. {what}");
    }

    private static string Stayed(DecisionRecord record, ActionText actions)
    {
        int wanted = record.Choice.Wanted;
        string rival = wanted > 0 ? $"; the best other, {Action(record, actions, wanted)}, scored {Compared(record.Advantage(wanted))}" : "";
        return Sentence($"nothing was done: {Words.Of(record.Choice.Reason)}{rival}.");
    }

    private static string Gate(DecisionRecord record, ActionText actions)
    {
        if (!record.Choice.GateBound) return "";
        int wanted = record.Choice.Wanted;
        return $" The resource stood at {Number(record.Inputs.Resource)} credits and could not pay the {Number(record.Candidates[wanted].Cost)} of {Action(record, actions, wanted)}.";
    }

    /// <summary>The term that speaks most for it.</summary>
    private static string Because(DecisionRecord record, int candidate)
    {
        var weights = record.Weights;
        var mine = record.Candidates[candidate].Terms;
        var still = record.Candidates[0].Terms;
        int best = 0;
        double most = 0;
        for (int i = 0; i < ScoreTerms.Count; i++)
        {
            double difference = weights[i] * (mine[i] - still[i]);
            if (difference > most) (most, best) = (difference, i);
        }

        return most > 0 ? $", mostly for {Words.Of((ScoreTerm)best)} ({Number(most)})" : "";
    }

    private static string Action(DecisionRecord record, ActionText actions, int candidate) =>
        actions.Of(record.Candidates[candidate], record.Candidates.Leaving(record.Candidates[candidate]));

    private static string Compared(double advantage) =>
        advantage < 0 ? $"{Number(-advantage)} credits below doing nothing" : $"{Number(advantage)} credits above it";

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString(Math.Abs(value) >= 100 ? "0" : "0.###", CultureInfo.InvariantCulture).Replace('-', '−') : "no number of";
}
