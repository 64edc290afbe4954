using System.Collections.Immutable;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// The time within which each skill should start to answer: a factor times the median warm service of its first requests in the workload,
/// at most an absolute limit. Known before a run, so the same for all policies.
/// </summary>
internal sealed class ServiceLevels
{
    public const double DefaultFactor = 5;
    public const double DefaultLimitSeconds = LiveSettings.PricedLimitSeconds;
    private const int MostRead = 200_000;
    private const int MostPerSkill = 1001;

    /// <summary>Factors of the stricter and the looser level, in addition to the main one.</summary>
    private const double StrictFactor = 2, LooseFactor = 10;

    private ServiceLevels(Func<double, long[]> limitsFor, double factor) =>
        (LimitNs, StrictNs, LooseNs) = (limitsFor(factor), limitsFor(StrictFactor), limitsFor(LooseFactor));

    public long[] LimitNs { get; }

    public long[] StrictNs { get; }

    public long[] LooseNs { get; }

    /// <summary>Returns no level: every answer is in time.</summary>
    public static ServiceLevels None(int skills) => new(_ => [.. Enumerable.Repeat(long.MaxValue, skills)], DefaultFactor);

    /// <summary>The same limit for all.</summary>
    public static ServiceLevels Within(double seconds, int skills) =>
        new(_ => [.. Enumerable.Repeat(PlantState.Nanoseconds(seconds), skills)], DefaultFactor);

    public static ServiceLevels Of(IWorkload trace, ImmutableArray<SkillProfile> profiles,
        double factor = DefaultFactor, double limitSeconds = DefaultLimitSeconds)
    {
        var seen = new List<double>?[profiles.Length];
        using var reader = trace.Open();
        var rows = new Request[1024];
        int read = 0;
        for (int count; read < MostRead && (count = reader.Read(rows)) > 0; read += count)
        {
            foreach (ref readonly var row in rows.AsSpan(0, count))
            {
                var services = seen[row.Skill] ??= [];
                if (services.Count >= MostPerSkill) continue;
                var profile = profiles[row.Skill];
                services.Add(row.InputTokens / profile.PrefillTokensPerSecond + row.OutputTokens / profile.DecodeTokensPerSecond);
            }
        }

        double?[] medians = [.. seen.Select(Median)];
        return new ServiceLevels(
            times => [.. medians.Select(median => PlantState.Nanoseconds(Math.Min(limitSeconds, times * median ?? limitSeconds)))], factor);
    }

    private static double? Median(List<double>? values)
    {
        if (values is null) return null;
        values.Sort();
        return values[(values.Count - 1) / 2];
    }
}
