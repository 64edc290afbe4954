using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Tracing;

namespace Teleo.Server.Own;

/// <summary>The reason why the last decision did not load a model: the best action that would, its score, and the obstacle.</summary>
internal sealed record WhyNot
{
    public required long Decision { get; init; }

    public required bool IsResident { get; init; }

    /// <summary>The best action that would load it; null where none was considered.</summary>
    public string? Action { get; init; }

    /// <summary>Credits over doing nothing, and behind what was chosen.</summary>
    public double Advantage { get; init; }
    public double Behind { get; init; }

    /// <summary>Its score by term, where a term counts.</summary>
    public IReadOnlyDictionary<string, double> Terms { get; init; } = new Dictionary<string, double>();

    public double Cost { get; init; }

    public double Resource { get; init; }

    public required string Reason { get; init; }

    public static WhyNot Of(DecisionRecord record, int model, Catalog catalog, bool isResident)
    {
        int best = -1;
        for (int i = 1; i < record.Candidates.Count; i++)
        {
            ref readonly var candidate = ref record.Candidates[i];
            if (!Brings(candidate, model)) continue;
            if (best < 0 || IsBetter(record, i, best)) best = i;
        }

        if (best < 0)
        {
            string none = isResident ? "it is in memory" : "no action that would load it was considered";
            return new WhyNot { Decision = record.Inputs.Sequence, IsResident = isResident, Reason = none };
        }

        return OfCandidate(record, best, catalog, isResident);
    }

    private static WhyNot OfCandidate(DecisionRecord record, int best, Catalog catalog, bool isResident)
    {
        ref readonly var found = ref record.Candidates[best];
        var terms = found.Terms;
        var counted = Enum.GetValues<ScoreTerm>().Where(term => terms[(int)term] != 0)
            .ToDictionary(term => term.ToString(), term => record.Weights[(int)term] * terms[(int)term]);
        return new WhyNot
        {
            Decision = record.Inputs.Sequence,
            IsResident = isResident,
            Action = Explanation.Name(found, record.Candidates, catalog),
            Advantage = record.Advantage(best),
            Behind = record.Total(record.Choice.Chosen) - record.Total(best),
            Terms = counted,
            Cost = found.Cost,
            Resource = record.Inputs.Resource,
            Reason = ReasonOf(record, best),
        };
    }

    private static string ReasonOf(DecisionRecord record, int best)
    {
        ref readonly var found = ref record.Candidates[best];
        if (record.Choice.Chosen == best) return $"it was chosen: {record.Outcome}";
        if (!found.IsEligible) return $"not eligible: {found.Ineligibility}";
        if (found.HeldBy != Stabilisers.None) return $"held back: {found.HeldBy}";
        if (!found.IsAffordable) return $"the resource could not pay: it costs {found.Cost:F2} credits and the gate had "
            + $"{record.Inputs.Resource:F2}";
        return record.Choice.Chosen == 0 ? Explanation.Words(record.Choice.Reason) : "another action promised more";
    }

    private static bool Brings(in Candidate candidate, int model)
    {
        for (int i = 0; i < candidate.ComingCount; i++)
            if (candidate.Coming(i) == model) return true;
        return false;
    }

    private static bool IsBetter(DecisionRecord record, int one, int other) =>
        (record.Candidates[one].IsEligible, record.Total(one)).CompareTo((record.Candidates[other].IsEligible, record.Total(other))) > 0;
}
