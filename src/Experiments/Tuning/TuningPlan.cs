using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Tuning;

/// <summary>
/// States what is tuned, on which requests, and how it will be judged. It is the first line of the file and does not change.
/// </summary>
internal sealed record TuningPlan
{
    public const string CurrentFormat = "teleo.tuning/1";

    private const int MostTrials = 10_000, MostSeeds = 1000;

    public string Format { get; init; } = CurrentFormat;

    public required string Policy { get; init; }

    public required ImmutableArray<TunedNumber> Numbers { get; init; }

    /// <summary>The requests, optionally with the machine, as in <c>drift@network</c>.</summary>
    public required string Workload { get; init; }

    public required string Capacity { get; init; }

    /// <summary>Requests of each run at most.</summary>
    public required long Requests { get; init; }

    /// <summary>Settings tried at most, the policy as it ships among them.</summary>
    public required int Trials { get; init; }

    /// <summary>Follow the drawn settings and all seeds.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Runs of each setting while it is tuned.</summary>
    public required int Seeds { get; init; }

    /// <summary>Runs of the judge, under seeds that tuning does not see.</summary>
    public required int HeldOut { get; init; }

    /// <summary>The least share of the cost that is worth a change.</summary>
    public required double SmallestEffect { get; init; }

    /// <summary>A third of the trials is spread over the ranges; the others continue from the cheapest.</summary>
    public NumberSearch Search => new(Policy, Numbers) { Trials = Trials, Draws = Trials / 3, Seed = Seed, Rounds = 4 };

    /// <summary>The seeds under which settings are tried.</summary>
    [JsonIgnore]
    public ImmutableArray<ulong> TuningSeeds => [.. Enumerable.Range(0, Seeds).Select(i => Drawn("tuned on", i))];

    /// <summary>The seeds of the judge. None of them is one of <see cref="TuningSeeds"/>.</summary>
    [JsonIgnore]
    public ImmutableArray<ulong> HeldOutSeeds
    {
        get
        {
            var seen = TuningSeeds.ToHashSet();
            return [.. Enumerable.Range(0, int.MaxValue).Select(i => Drawn("held out", i)).Where(seen.Add).Take(HeldOut)];
        }
    }

    /// <summary>Every fault of the plan.</summary>
    public IEnumerable<string> Problems()
    {
        if (PolicyCatalog.ProblemWith(Policy) is { } unknown) yield return unknown;
        if (Numbers.IsDefaultOrEmpty) yield return "no number is named; name one with its range, such as --number seconds=5..3600";
        foreach (var number in Numbers.IsDefault ? [] : Numbers.Where(number => !number.IsSound))
            yield return $"the range of {number.Name} must begin above 0 and end above its beginning";
        foreach (var (_, problem) in Limits().Where(limit => !limit.Holds)) yield return problem;
    }

    private IEnumerable<(bool Holds, string Problem)> Limits() =>
    [
        (Trials is >= 2 and <= MostTrials, $"--trials takes 2 to {MostTrials}"),
        (Requests >= 1, "--requests takes at least 1"),
        (Seeds is >= 1 and <= MostSeeds, $"--seeds takes 1 to {MostSeeds}"),
        (HeldOut is >= 2 and <= MostSeeds, $"--held-out takes 2 to {MostSeeds}: an interval needs two runs"),
        (SmallestEffect is >= 0 and < 1, "--smallest takes a share from 0 to below 1, such as 0.01"),
    ];

    /// <summary>Simulates a setting under each seed and returns its costs; not a number if the policy refuses the setting.</summary>
    public double[] CostsOf(string spec, IEnumerable<ulong> seeds, CancellationToken cancellation = default)
    {
        var scenario = WorldWord.Scenario(Workload, Capacity);
        return [.. seeds.Select(seed => Cost(scenario.Prepare(seed).First(Requests)))];

        double Cost(PreparedScenario prepared)
        {
            try
            {
                return prepared.Play(spec, cancellation: cancellation).Cost;
            }
            catch (InputException refused) when (refused.Code == "BadPolicy")
            {
                return double.NaN;
            }
        }
    }

    // 53 bits, which every reader of JSON holds exactly.
    private ulong Drawn(string purpose, int index) => new SeedTree(Seed).KeyOf(purpose, 0, (uint)index) >> 11;
}
