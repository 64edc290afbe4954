using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Workloads;

/// <summary>Whether what a source foretells comes true.</summary>
internal enum ForetoldTruth : byte
{
    Good,
    Bad,

    /// <summary>Half of the sources are good, half are bad.</summary>
    Split,

    /// <summary>Each source changes at random moments between good and bad.</summary>
    Switch,
}

/// <summary>
/// Agents with declared workflows: a request for a trigger <c>tK_R</c> of source K declares that requests for the target <c>sK_R</c> follow
/// ten seconds later. Beside
/// them comes traffic that declares nothing. The declaration holds four times in five, one time in fifty, or now the one and now the other.
/// </summary>
/// <remarks>The measure of a controller here is whether it learns whom to believe: sources that are wrong cost loads and push out what is
/// needed.</remarks>
internal sealed record ForetoldTraffic(ForetoldTruth Truth)
{
    private const int Sources = 4, TargetsPerSource = 8, Background = 12, Followers = 5;
    private const double Good = 0.8, Bad = 0.02, SwitchSeconds = 900, DelaySeconds = 10, FollowerGap = 2;
    private const double TriggerRate = 1.0 / 40, BackgroundRate = 0.5, Hours = 4;

    /// <summary>Triggers, targets, and skills of the background.</summary>
    public static ImmutableArray<string> Skills { get; } =
    [
        .. from source in Enumerable.Range(0, Sources) from target in Enumerable.Range(0, TargetsPerSource) select $"t{source}_{target}",
        .. from source in Enumerable.Range(0, Sources) from target in Enumerable.Range(0, TargetsPerSource) select $"s{source}_{target}",
        .. Enumerable.Range(0, Background).Select(i => $"b{i:00}"),
    ];

    public MemoryTrace Trace(SeedTree seeds)
    {
        var rows = new List<Request>();
        for (int source = 0; source < Sources; source++) AddSource(source, seeds.Stream("foretold", 0, (uint)source), rows);
        AddBackground(seeds.Stream("foretold.background"), rows);
        rows.Sort((a, b) => (a.ArrivalNs, a.Skill).CompareTo((b.ArrivalNs, b.Skill)));
        return new(Skills, [.. rows]);
    }

    private void AddSource(int source, RandomStream chance, List<Request> rows)
    {
        bool isGood = Truth == ForetoldTruth.Good || (Truth == ForetoldTruth.Split && source < Sources / 2)
            || (Truth == ForetoldTruth.Switch && source % 2 == 0);
        double nextSwitch = chance.NextExponential() * SwitchSeconds;
        int session = source << 16;
        for (double at = chance.NextExponential() / TriggerRate; at < Hours * 3600; at += chance.NextExponential() / TriggerRate)
        {
            while (Truth == ForetoldTruth.Switch && at > nextSwitch)
            {
                isGood = !isGood;
                nextSwitch += chance.NextExponential() * SwitchSeconds;
            }

            int target = source * TargetsPerSource + chance.NextInt(TargetsPerSource);
            Add(at, target, ++session, ref chance, rows);
            if (chance.NextDouble() >= (isGood ? Good : Bad)) continue;
            for (int i = 0; i < Followers; i++)
                Add(at + DelaySeconds + i * FollowerGap, Sources * TargetsPerSource + target, session, ref chance, rows);
        }
    }

    private static void AddBackground(RandomStream chance, List<Request> rows)
    {
        for (double at = chance.NextExponential() / BackgroundRate; at < Hours * 3600; at += chance.NextExponential() / BackgroundRate)
            Add(at, 2 * Sources * TargetsPerSource + Math.Min(chance.NextInt(Background), chance.NextInt(Background)), -1, ref chance,
                rows);
    }

    private static void Add(double at, int skill, int session, ref RandomStream chance, List<Request> rows) => rows.Add(new Request(
        (long)(at * Request.NanosecondsPerSecond), skill, session, Tokens.Draw(ref chance, 300, 1), Tokens.Draw(ref chance, 40, 1)));
}
