using System.Collections.Immutable;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Workloads;

/// <summary>
/// Jobs at equal intervals, each with its own skill, among other requests by Zipf's law. A job makes several requests at once; occasionally
/// a person requests its skill by hand. In the random variant, jobs are as frequent.
/// </summary>
internal static class JobsWorkload
{
    private const int People = 16, Jobs = 32, MostRequests = 4;
    private const double PeoplePerSecond = 0.4, ShortestSeconds = 120, LongestSeconds = 1200, JitterSeconds = 1, SpreadSeconds = 0.5;
    private const double SkippedShare = 0.03, ByHandPerInterval = 0.1;

    public static IWorkload Make(bool isRegular, SeedTree seeds, double seconds = 14400)
    {
        var rows = new List<Request>();
        MadeRequests.Add(rows, People, PeoplePerSecond, seconds, seeds.Stream("jobs.people"));
        for (int job = 0; job < Jobs; job++) AddJob(People + job, isRegular, rows, seeds.Stream("jobs.job", (uint)job), seconds);
        rows.Sort((a, b) => a.ArrivalNs.CompareTo(b.ArrivalNs));
        ImmutableArray<string> names =
        [
            .. Enumerable.Range(0, People).Select(i => $"people{i}"),
            .. Enumerable.Range(0, Jobs).Select(i => $"job{i}"),
        ];
        return new MemoryWorkload(names, [.. rows]);
    }

    private static void AddJob(int skill, bool isRegular, List<Request> rows, RandomStream chance, double seconds)
    {
        double period = ShortestSeconds * Math.Pow(LongestSeconds / ShortestSeconds, chance.NextDouble());
        int requests = 1 + chance.NextInt(MostRequests);
        double due = period * chance.NextDouble();
        while (due < seconds)
        {
            if (chance.NextDouble() < ByHandPerInterval) Add(due + period * chance.NextDouble());
            double at = due + JitterSeconds * chance.NextDouble();
            bool isSkipped = chance.NextDouble() < SkippedShare;
            for (int i = 0; i < requests && !isSkipped; i++, at += SpreadSeconds * chance.NextDouble()) Add(at);
            due += isRegular ? period : period * chance.NextExponential();
        }

        void Add(double at)
        {
            if (at < seconds) rows.Add(MadeRequests.At(at, skill, ref chance));
        }
    }
}
