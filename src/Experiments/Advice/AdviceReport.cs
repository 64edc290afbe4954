using System.Collections.Immutable;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Advice;

/// <summary>A rule on the part of the log that no tuning saw.</summary>
/// <param name="Rule">Product and settings.</param>
/// <param name="CostPerThousand">Seconds waited and loaded per 1,000 requests.</param>
/// <param name="ChangePercent">Its cost against today's rule; negative is cheaper.</param>
/// <param name="Low">The lower end of the 95 % interval of the change, over blocks of the log; null where there are too few.</param>
/// <param name="AgainstDefaultPercent">Its cost against its product's own defaults, where it is tuned.</param>
/// <param name="IsTuned">Its settings were chosen on the first part of the log.</param>
internal sealed record RuleRow(
    string Product, string Rule, double CostPerThousand, double? ChangePercent, double? Low, double? High,
    double? AgainstDefaultPercent, double? AgainstDefaultLow, double? AgainstDefaultHigh, double? MeanWaitS, double? P95WaitS,
    double MissPercent, long Loads, double LoadSeconds, long Lost, bool IsTuned, bool IsToday, bool IsRecommended);

/// <summary>The advice for one model.</summary>
/// <param name="Advice">pin, keep, load on demand, never, or use another variant.</param>
internal sealed record ModelRow(
    string Model, long Bytes, double LoadS, long Requests, double SharePercent, double? MedianGapS, string Advice, string Reason);

/// <summary>The cost in a world with one change, under rules tuned for it.</summary>
internal sealed record WhatIfRow(string Change, string Rule, double CostPerThousand, double ChangePercent);

/// <summary>The distance of rules from the best possible cost, over the whole log.</summary>
/// <param name="Relaxed">No rule can cost less.</param>
/// <param name="Attainable">Our controller told the true rates of the coming ten minutes; null where it was not played.</param>
/// <param name="Recommended">The recommended rule over the whole log.</param>
internal sealed record BoundRow(double? Relaxed, double? Attainable, double Recommended, string Note);

/// <summary>The complete advice on a log.</summary>
internal sealed record AdviceReport
{
    public required string Sentence { get; init; }
    public required LogReport? Log { get; init; }
    public required string Machine { get; init; }
    public required long MemoryBytes { get; init; }
    public required long Requests { get; init; }
    public required long JudgedRequests { get; init; }
    public required double TunedHours { get; init; }
    public required double JudgedHours { get; init; }
    public required int Trials { get; init; }
    public required ImmutableArray<RuleRow> Rules { get; init; }
    public required ImmutableArray<ModelRow> Models { get; init; }
    public required ImmutableArray<WhatIfRow> WhatIfs { get; init; }
    public required BoundRow? Bounds { get; init; }
    public required ImmutableArray<ProductSettings> Settings { get; init; }
    public required ImmutableArray<Assumption> Assumed { get; init; }
}
