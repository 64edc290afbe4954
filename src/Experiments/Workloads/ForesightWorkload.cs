using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Four clients that foretell, each truly or falsely, on top of requests by Zipf's law. Each client has eight pairs of skills: a request
/// for the first is followed by a clump of requests for the second ten seconds later, with a chance that the client always tells as 0.8.
/// </summary>
internal static class ForesightWorkload
{
    private const int Clients = 4, PairsPerClient = 8, Background = 40, RequestsPerClump = 5;
    /// <summary>Seconds that it lasts where nothing else is asked for.</summary>
    public const double Seconds = 7200;

    private const double BackgroundPerSecond = 0.5, TriggersPerSecond = 0.02;
    private const double DelaySeconds = 10, TruthMeanSeconds = 900, SpreadSeconds = 0.1;
    private const double StatedChance = 0.8, TrueChance = 0.8, FalseChance = 0.02;

    /// <summary>The clients that tell the truth.</summary>
    public enum Truth
    {
        Good,
        Bad,

        /// <summary>Two of them do.</summary>
        Split,

        /// <summary>Each changes now and then, on average every quarter of an hour.</summary>
        Switch,

        /// <summary>All do but in the middle third of the time.</summary>
        Break,
    }

    public static ForetoldWorkload Make(Truth truth, SeedTree seeds, double seconds = Seconds)
    {
        var rows = new List<Request>();
        AddBackground(rows, seeds, seconds);
        var told = new List<TimedForetelling>();
        for (int client = 0; client < Clients; client++)
            AddClient(client, truth, seconds, rows, told, seeds.Stream("foresight.client", (uint)client));
        rows.Sort((a, b) => a.ArrivalNs.CompareTo(b.ArrivalNs));
        told.Sort((a, b) => a.TimeNs.CompareTo(b.TimeNs));
        string clients = string.Join(',', Enumerable.Range(0, Clients).Select(client => $"client{client}"));
        return new ForetoldWorkload(Names(), [.. rows], [.. told], clients);
    }

    private static ImmutableArray<string> Names() =>
    [
        .. Enumerable.Range(0, Background).Select(i => $"background{i}"),
        .. Enumerable.Range(0, Clients * PairsPerClient).Select(i => $"first{i / PairsPerClient}-{i % PairsPerClient}"),
        .. Enumerable.Range(0, Clients * PairsPerClient).Select(i => $"second{i / PairsPerClient}-{i % PairsPerClient}"),
    ];

    private static void AddBackground(List<Request> rows, SeedTree seeds, double seconds)
    {
        var chance = seeds.Stream("foresight.background");
        double[] shares = [.. Enumerable.Range(1, Background).Select(rank => 1.0 / rank)];
        double all = shares.Sum();
        double now = 0;
        while ((now += chance.NextExponential() / BackgroundPerSecond) < seconds)
        {
            double at = chance.NextDouble() * all;
            int skill = 0;
            while (skill < Background - 1 && at >= shares[skill]) at -= shares[skill++];
            rows.Add(RequestAt(now, skill, ref chance));
        }
    }

    private static void AddClient(
        int client, Truth truth, double seconds, List<Request> rows, List<TimedForetelling> told, RandomStream chance)
    {
        bool isTrue = truth switch
        {
            Truth.Good => true,
            Truth.Bad => false,
            Truth.Split => client % 2 == 0,
            _ => chance.NextInt(2) == 0,
        };
        double changes = truth == Truth.Switch ? TruthMeanSeconds * chance.NextExponential() : double.PositiveInfinity;
        double now = 0;
        while ((now += chance.NextExponential() / TriggersPerSecond) < seconds)
        {
            if (truth == Truth.Break) isTrue = now < seconds / 3 || now >= 2 * seconds / 3;
            for (; now > changes; changes += TruthMeanSeconds * chance.NextExponential()) isTrue = !isTrue;
            int pair = client * PairsPerClient + chance.NextInt(PairsPerClient);
            int second = Background + Clients * PairsPerClient + pair;
            rows.Add(RequestAt(now, Background + pair, ref chance));
            told.Add(new(Nanoseconds(now), new(second, $"client{client}", StatedChance, RequestsPerClump, DelaySeconds, DelaySeconds)));
            if (chance.NextDouble() >= (isTrue ? TrueChance : FalseChance)) continue;
            double next = now + DelaySeconds;
            for (int i = 0; i < RequestsPerClump; i++, next += SpreadSeconds * chance.NextExponential())
                rows.Add(RequestAt(next, second, ref chance));
        }
    }

    private static Request RequestAt(double seconds, int skill, ref RandomStream chance) =>
        new(Nanoseconds(seconds), skill, -1, 50 + chance.NextInt(200), 20 + chance.NextInt(60));

    private static long Nanoseconds(double seconds) => (long)(seconds * 1e9);
}
