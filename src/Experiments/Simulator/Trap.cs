using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Simulator;

/// <summary>A known regression of real pool managers as a small world, with the limit between a sound and a broken rule.</summary>
/// <param name="Number">Its place in the catalogue of regressions.</param>
/// <param name="Expected">What a healthy pool does.</param>
/// <param name="Measure">The measured quantity; less is better.</param>
/// <param name="Broken">The rule that falls in.</param>
internal sealed record Trap(int Number, string Name, string Expected, string Measure,
    Func<RunReport, double> Read, string Broken, double Bar)
{
    /// <summary>The rule that has to stay below the bar.</summary>
    public string Healthy { get; init; } = "teleodynamic";

    /// <summary>Size of each skill, in units of which the pool holds <see cref="Capacity"/>.</summary>
    public required ImmutableArray<int> Sizes { get; init; }

    public required int Capacity { get; init; }

    public double LoadSeconds { get; init; } = 3;

    public required ImmutableArray<Request> Requests { get; init; }

    /// <summary>The treatment of busy skills under the broken rule.</summary>
    public BusyRule BrokenBusy { get; init; } = BusyRule.Drain;

    public TrapOutcome Play() => new(this, Read(Play(Healthy, BusyRule.Drain)), Read(Play(Broken, BrokenBusy)));

    /// <summary>Returns one request of a skill with a second of service.</summary>
    public static Request Ask(double seconds, int skill) => new((long)(seconds * 1e9), skill, -1, 0, 1);

    private RunReport Play(string policy, BusyRule busy)
    {
        ImmutableArray<SkillProfile> profiles = [.. Sizes.Select((size, i) => new SkillProfile
        {
            Name = $"skill-{i}",
            Footprint = ResourceVector.Bytes(size),
            ColdLoadSeconds = LoadSeconds,
            WarmLoadSeconds = LoadSeconds,
            PrefillTokensPerSecond = 1,
            DecodeTokensPerSecond = 1,
        })];
        var settings = new PlantSettings { Capacity = PlantSettings.UnlimitedBut(Capacity), Workers = 4, Loaders = 1, Busy = busy };
        var trace = new MemoryWorkload([.. profiles.Select(profile => profile.Name)], [.. Requests]);
        var run = new SimulatedRun(trace, profiles, settings, new SeedTree(1), ServiceLevels.None(profiles.Length));
        return new PreparedScenario(new Scenario(Name, Capacity.ToString(System.Globalization.CultureInfo.InvariantCulture)), run, [])
            .Play(policy);
    }
}

/// <summary>The measurements under both rules.</summary>
internal sealed record TrapOutcome(Trap Trap, double Healthy, double Broken)
{
    /// <summary>True if the limit is between both results: the sound rule avoids the regression, and the broken one shows it.</summary>
    public bool Holds => Healthy <= Trap.Bar && Broken > Trap.Bar;
}
