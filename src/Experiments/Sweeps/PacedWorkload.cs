using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// A workload at another pace: the same requests in the same order, at a stated multiple of their rate, which may change with time. Skills,
/// sizes and order stay, so that runs at different loads share everything else; predictions keep their position among the requests.
/// </summary>
internal static class PacedWorkload
{
    /// <summary>The first stretch of a trace at a constant multiple of its rate.</summary>
    public static IWorkload Constant(IWorkload trace, double load, double seconds) => Warped(trace, [(seconds, load, load)]);

    /// <summary>A rate that rises and falls along straight pieces: each lasts so long and leads from one multiple to another.</summary>
    public static IWorkload Warped(IWorkload trace, IReadOnlyList<(double Seconds, double From, double To)> pieces)
    {
        var pace = new Pace(pieces);
        double lap = trace.EndNs * 1e-9 + 1e-3;   // a trace that is too short is played again
        Request[] rows = [.. Played(Rows(trace), row => row.ArrivalNs, lap, pace)
            .Select(one => one.Item with { ArrivalNs = (long)(one.Played * 1e9) })];
        if (trace is not IForetoldWorkload { Foretellings.Length: > 0 } foretold) return new MemoryWorkload(trace.Skills, rows);
        var told = Played(foretold.Foretellings.ToArray(), one => one.TimeNs, lap, pace)
            .Select(one => new TimedForetelling((long)(one.Played * 1e9), At(one.Item.Foretelling, one.Recorded, pace)));
        return new ForetoldWorkload(trace.Skills, rows, [.. told], foretold.Clients);
    }

    /// <summary>The seconds of a foretelling run at the pace as well.</summary>
    private static Foretelling At(in Foretelling told, double recorded, Pace pace)
    {
        double first = recorded + told.InSeconds;
        return told with { InSeconds = pace.Between(recorded, first), WithinSeconds = pace.Between(first, first + told.WithinSeconds) };
    }

    private static IEnumerable<(T Item, double Recorded, double Played)> Played<T>(T[] items, Func<T, long> timeNs, double lap, Pace pace)
    {
        for (double offset = 0; ; offset += lap)
        {
            foreach (var item in items)
            {
                double recorded = offset + timeNs(item) * 1e-9;
                if (!pace.TryTime(recorded, out double played)) yield break;
                yield return (item, recorded, played);
            }
        }
    }

    private static Request[] Rows(IWorkload trace)
    {
        using var reader = trace.Open();
        if (reader is IUnloadListener)
            throw new InputException("CannotPace", "the requests of this workload depend on the policy, so their rate cannot be changed");
        Request[] rows = [.. trace.Requests()];
        return rows.Length > 0 ? rows : throw new InputException("NoRequests", "the workload has no requests");
    }
}
