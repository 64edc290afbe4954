using System.Globalization;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Subjects;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Judging;

/// <summary>One of the judge's pools. A seed makes it a run.</summary>
/// <param name="ShiftSeconds">When popularity is dealt anew, in the middle of the span that the seed draws from; infinite where it never
/// is.</param>
/// <param name="RefusalSeconds">Seconds that one refused request costs, where misses are refused.</param>
internal sealed record JudgeWorld(
    string Name, double Zipf, double Capacity, double EndSeconds, double ShiftSeconds, MissMode Miss, double RefusalSeconds)
{
    private const int Skills = 16;

    /// <summary>Seconds at which counters are set back in the world of choice.</summary>
    public const double ResetSeconds = 1_000;

    /// <summary>The name of the constructed controller that shows what can be reached where misses are refused.</summary>
    public const string ReferenceName = "constructed-halting";

    /// <summary>16 skills; misses wait, demand is constant and memory holds 40 % of the skills.</summary>
    public static JudgeWorld Stationary { get; } = new(
        "stationary", 0.9, 0.4, 2_000, double.PositiveInfinity, MissMode.Wait, 0)
    {
        Rolls = RolledRoles.Ranked,
    };

    /// <summary>The same with new popularity in the middle.</summary>
    public static JudgeWorld Shift { get; } = new(
        "shift", 1.2, 0.4, 2_000, 1_000, MissMode.Wait, 0);

    /// <summary>Misses are answered elsewhere at a price: a load is a choice, and something could always be done.</summary>
    public static JudgeWorld Choice { get; } = new(
        "choice", 1.2, 0.4, 2_400, 1_600, MissMode.Refuse, 2)
    {
        ShiftSpread = 300,
        Rolls = RolledRoles.Forbidden,
    };

    /// <summary>The requests of <see cref="Choice"/> to the bit until its change, which does not occur.</summary>
    public static JudgeWorld Unchanged { get; } = Choice with
    {
        Name = "unchanged",
        ChangesDemand = false,
        Rolls = RolledRoles.None,
    };

    public static IReadOnlyList<JudgeWorld> All => [Stationary, Shift, Choice, Unchanged];

    /// <summary>False if popularity does not change at the second that the seed draws.</summary>
    public bool ChangesDemand { get; init; } = true;

    /// <summary>The alternatives that rollouts play in this world.</summary>
    public RolledRoles Rolls { get; init; }

    /// <summary>Seconds by which the change may occur earlier or later; the seed draws it, so that no subject can know it.</summary>
    public double ShiftSpread { get; init; }

    public PreparedScenario Prepare(ulong seed)
    {
        var seeds = new SeedTree(seed);
        double shift = ShiftSeconds + ShiftSpread * (2 * seeds.Stream("judge.shift").NextDouble() - 1);
        var spec = new SynthesisSpec
        {
            Skills = Skills,
            Zipf = Zipf,
            DurationSeconds = EndSeconds,
            RegimeChangeSeconds = ChangesDemand ? shift : double.PositiveInfinity,
        };
        var trace = Synthesizer.Trace(spec, seeds);
        var machine = World.Default.Machine;
        var profiles = Miss == MissMode.Refuse
            ? SkillProfiles.Alike(trace.Skills, machine)
            : SkillProfiles.Draw(trace.Skills, seeds, machine);
        long bytes = (long)(Capacity * profiles.Sum(profile => (double)profile.Footprint.ResidentBytes));
        var settings = new PlantSettings
        {
            Capacity = PlantSettings.UnlimitedBut(bytes),
            Miss = Miss,
            TimeoutSeconds = RefusalSeconds > 0 ? RefusalSeconds : 120,
        };
        var run = new SimulatedRun(trace, profiles, settings, seeds, ServiceLevels.Of(trace, profiles)) { ShiftSeconds = shift };
        var training = PreparedScenario.CountsOf(Synthesizer.Trace(spec, new SeedTree(seed ^ 0x7261696E)), long.MaxValue, Skills);
        return new(new Scenario($"judge-{Name}", Capacity.ToString("P0", CultureInfo.InvariantCulture)), run, training);
    }
}
