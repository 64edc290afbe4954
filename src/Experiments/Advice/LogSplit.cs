using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Advice;

/// <summary>The split of a log: settings are chosen on the first part and judged on the second.</summary>
/// <param name="FirstBlock">The first judged block of time, of as many as a run's cost curve has.</param>
internal readonly record struct LogSplit(int FirstBlock, double Seconds, double EndSeconds, long TunedRequests, long JudgedRequests)
{
    /// <summary>Blocks of the cost curve of a run.</summary>
    public const int Blocks = 50;

    private const double TunedShare = 0.6;
    private const int FewestJudgedBlocks = 10;

    /// <summary>
    /// Cuts behind the block in which three fifths of the requests have arrived, so that at least a fifth of the time is left.
    /// </summary>
    public static LogSplit Of(IWorkload trace)
    {
        var counts = new long[Blocks];
        foreach (var row in trace.Requests())
            counts[Math.Min(Blocks - 1, (int)((Int128)row.ArrivalNs * Blocks / Math.Max(1, trace.EndNs)))]++;
        int first = 0;
        long tuned = 0;
        while (first < Blocks - FewestJudgedBlocks && tuned < TunedShare * trace.Count) tuned += counts[first++];
        double end = trace.EndNs * 1e-9;
        return new(first, end * first / Blocks, end, tuned, trace.Count - tuned);
    }
}
