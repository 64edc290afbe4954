using System.Collections.Immutable;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Live;

/// <summary>One workload with one budget.</summary>
/// <param name="Budget">Share of the bytes of all models.</param>
internal sealed record ColdPoint(string Name, SynthesisSpec Spec, double Budget)
{
    /// <summary>Points that differ in how even demand is, how it moves, and how much fits.</summary>
    public static ImmutableArray<ColdPoint> All(int requests) =>
    [
        Of("even-60", 0.6, 0.6, requests),
        Of("zipf-70", 0.9, 0.7, requests),
        Of("steep-40", 1.2, 0.4, requests),
        Moved("drift-50", Of("", 1.2, 0.5, requests), spec => spec with { DriftSeconds = 20 }),
        Moved("bursts-60", Of("", 0.9, 0.6, requests), spec => spec with
        {
            Rate = RateShape.OnOff,
            OnSeconds = 10,
            OffSeconds = 10,
            RatePerSecond = 2 * spec.RatePerSecond,
        }),
    ];

    private static ColdPoint Of(string name, double zipf, double budget, int requests) =>
        new(name, new() { Zipf = zipf, RatePerSecond = 1, DurationSeconds = requests }, budget);

    private static ColdPoint Moved(string name, ColdPoint point, Func<SynthesisSpec, SynthesisSpec> change) =>
        point with { Name = name, Spec = change(point.Spec) };
}
