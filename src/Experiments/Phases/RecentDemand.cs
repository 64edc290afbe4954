namespace Teleo.Experiments.Phases;

/// <summary>
/// The demand of the last epoch by skill, and its share for skills that are resident now. Without requests the last value stays; before the
/// first request it is zero.
/// </summary>
internal sealed class RecentDemand(int epochTicks)
{
    private readonly Queue<long[]> _epoch = new();
    private double _covered;

    /// <param name="arrivals">Requests of each skill since the run began.</param>
    public double Covered(long[] arrivals, IReadOnlySet<int> resident)
    {
        long[]? before = _epoch.Count == epochTicks ? _epoch.Dequeue() : null;
        _epoch.Enqueue(arrivals);
        long asked = 0, covered = 0;
        for (int i = 0; i < arrivals.Length; i++)
        {
            long recent = arrivals[i] - (before?[i] ?? 0);
            asked += recent;
            if (resident.Contains(i)) covered += recent;
        }

        return asked == 0 ? _covered : _covered = covered / (double)asked;
    }
}
