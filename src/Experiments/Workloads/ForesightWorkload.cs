using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Four clients that predict, each truly or falsely, in addition to requests by Zipf's law. Each client has eight pairs of skills: a
/// request for the first is followed by a burst of requests for the second ten seconds later, with a probability that the client always
/// states as 0.8.
/// </summary>
internal static class ForesightWorkload
{
    private const int Clients = 4, PairsPerClient = 8, Background = 40, RequestsPerClump = 5;
    /// <summary>The default duration in seconds.</summary>
    public const double Seconds = 7200;

    private const double BackgroundPerSecond = 0.5, TriggersPerSecond = 0.02;
    private const double DelaySeconds = 10, TruthMeanSeconds = 900, SpreadSeconds = 0.1;
    private const double StatedChance = 0.8, TrueChance = 0.8, FalseChance = 0.02;

    /// <summary>The clients whose predictions are true.</summary>
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
        MadeRequests.Add(rows, Background, BackgroundPerSecond, seconds, seeds.Stream("foresight.background"));
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
            rows.Add(MadeRequests.At(now, Background + pair, ref chance));
            told.Add(new(Nanoseconds(now), new(second, $"client{client}", StatedChance, RequestsPerClump, DelaySeconds, DelaySeconds)));
            if (chance.NextDouble() >= (isTrue ? TrueChance : FalseChance)) continue;
            double next = now + DelaySeconds;
            for (int i = 0; i < RequestsPerClump; i++, next += SpreadSeconds * chance.NextExponential())
                rows.Add(MadeRequests.At(next, second, ref chance));
        }
    }

    private static long Nanoseconds(double seconds) => (long)(seconds * 1e9);
}
