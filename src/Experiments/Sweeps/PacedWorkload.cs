using Teleo.Engine.Input;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// A workload played at another pace: the same requests in the same order, at a stated multiple of their rate, which
/// may change with time. Skills, sizes and order stay, so that runs at different loads share everything else.
/// </summary>
internal static class PacedWorkload
{
    /// <summary>The first stretch of a trace at a constant multiple of its rate.</summary>
    public static MemoryWorkload Constant(IWorkload trace, double load, double seconds) => Warped(trace, [(seconds, load, load)]);

    /// <summary>A rate that rises and falls along straight pieces: each lasts so long and leads from one multiple to another.</summary>
    public static MemoryWorkload Warped(IWorkload trace, IReadOnlyList<(double Seconds, double From, double To)> pieces)
    {
        var source = Rows(trace);
        double lap = trace.EndNs * 1e-9 + 1e-3;   // a trace that is too short is played again
        var rows = new List<Request>();
        double began = 0, spent = 0;
        int next = 0;
        double offset = 0;
        foreach (var (seconds, from, to) in pieces)
        {
            double whole = seconds * (from + to) / 2;
            while (true)
            {
                double at = offset + source[next].ArrivalNs * 1e-9 - spent;
                if (at >= whole) break;
                rows.Add(source[next] with { ArrivalNs = (long)((began + When(at, seconds, from, to)) * 1e9) });
                if (++next == source.Length) (next, offset) = (0, offset + lap);
            }

            began += seconds;
            spent += whole;
        }

        return new MemoryWorkload(trace.Skills, [.. rows]);
    }

    /// <summary>The time at which a rate that runs in a straight line has let through so much of the original's time.</summary>
    private static double When(double passed, double seconds, double from, double to)
    {
        double slope = (to - from) / seconds;
        if (Math.Abs(slope) < 1e-12) return passed / from;
        return 2 * passed / (from + Math.Sqrt(Math.Max(0, from * from + 2 * slope * passed)));
    }

    private static Request[] Rows(IWorkload trace)
    {
        var rows = new List<Request>();
        var block = new Request[4096];
        using var reader = trace.Open();
        if (reader is IUnloadListener)
            throw new InputException("CannotPace", "the requests of this workload answer to the policy and have no pace of their own");
        if (trace is IForetoldWorkload { Foretellings.Length: > 0 })
            throw new InputException("CannotPace", "what is foretold in this workload holds at its own pace only");
        for (int count; (count = reader.Read(block)) > 0;) rows.AddRange(block.AsSpan(0, count));
        return rows.Count > 0 ? [.. rows] : throw new InputException("NoRequests", "the workload has no requests");
    }
}
