using System.Collections.Immutable;
using Teleo.Engine.Skills;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Evaluation;

/// <summary>The result of an exam, for one artifact of a skill.</summary>
public sealed class ExamResult(string variant, ImmutableArray<ItemOutcome> outcomes)
{
    public const string Metric = "exact-match";
    private const double Level = 0.95;

    public string Variant => variant;

    public ImmutableArray<ItemOutcome> Outcomes => outcomes;

    public int Items => outcomes.Length;

    /// <summary>
    /// The number of different requests. If a task has few possible requests, some occur twice, and the interval is slightly too narrow.
    /// </summary>
    public int DistinctRequests => outcomes.Select(outcome => outcome.Item.Request).Distinct().Count();

    public int Exact => outcomes.Count(outcome => outcome.IsExact);

    public double Share => (double)Exact / Items;

    /// <summary>Wilson's interval of 95 %.</summary>
    public Interval Interval => Proportions.Wilson(Exact, Items, Level);

    public double MillisecondsPerRequest => outcomes.Average(outcome => outcome.Milliseconds);

    public double TokensPerSecond => 1000 * outcomes.Sum(outcome => outcome.Tokens) / outcomes.Sum(outcome => outcome.Milliseconds);

    public int Count(AnswerKind kind) => outcomes.Count(outcome => outcome.Kind == kind);

    /// <summary>Returns one figure for each task, in the form of a manifest.</summary>
    public ImmutableArray<EvidenceRecord> Evidence()
    {
        string data = ExamItem.Sha256(outcomes.Select(outcome => outcome.Item));
        return [.. outcomes.GroupBy(outcome => outcome.Item.Task)
            .Select(group => Record(group.Key, group.Count(outcome => outcome.IsExact), group.Count(), data))];
    }

    private EvidenceRecord Record(string task, int exact, int items, string data)
    {
        var interval = Proportions.Wilson(exact, items, Level);
        double share = (double)exact / items;
        return new(task, Metric, variant, share, Math.Min(interval.Lower, share), Math.Max(interval.Upper, share), items, data);
    }
}
