using System.Collections.Immutable;
using Teleo.Experiments.Plants;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// The time within which each skill should have begun to answer: a factor times the median warm service of
/// its first requests in the trace, and never more than an absolute limit. Known before a run, so the same for all policies.
/// </summary>
internal sealed class ServiceLevels
{
    public const double DefaultFactor = 5;
    public const double DefaultLimitSeconds = 30;
    private const int MostRead = 200_000;
    private const int MostPerSkill = 1001;

    private ServiceLevels(long[] limitsNs) => LimitNs = limitsNs;

    public long[] LimitNs { get; }

    /// <summary>No level at all: every answer is in time.</summary>
    public static ServiceLevels None(int skills) => new([.. Enumerable.Repeat(long.MaxValue, skills)]);

    /// <summary>The same limit for all.</summary>
    public static ServiceLevels Within(double seconds, int skills) => new([.. Enumerable.Repeat(PlantState.Nanoseconds(seconds), skills)]);

    public static ServiceLevels Of(IRequestTrace trace, ImmutableArray<SkillProfile> profiles, double factor = DefaultFactor, double limitSeconds = DefaultLimitSeconds)
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

        return new ServiceLevels([.. seen.Select(services => PlantState.Nanoseconds(Math.Min(limitSeconds, factor * Median(services) ?? limitSeconds)))]);
    }

    private static double? Median(List<double>? values)
    {
        if (values is null) return null;
        values.Sort();
        return values[(values.Count - 1) / 2];
    }
}
