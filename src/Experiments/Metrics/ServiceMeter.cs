using Teleo.Pool.Plants;

namespace Teleo.Experiments.Metrics;

/// <summary>Measures the service of requests. Definitions are in docs/reference/EXPERIMENTS.md.</summary>
internal sealed class ServiceMeter(int skills, ServiceLevels levels, long timeoutNs)
{
    /// <summary>A longer wait is a starvation.</summary>
    public const double StarvationSeconds = 60;

    private readonly double[] _slowdown = new double[skills];
    private readonly long[] _done = new long[skills];

    public DurationHistogram Waits { get; } = new();

    public DurationHistogram Slowdowns { get; } = new();

    public long Done { get; private set; }

    public long Correct { get; private set; }

    public long WithinLevel { get; private set; }

    public long WithinStrict { get; private set; }

    public long WithinLoose { get; private set; }

    public long Misses { get; private set; }

    /// <summary>Misses that joined a load under way.</summary>
    public long DelayedHits { get; private set; }

    public long Refused { get; private set; }

    public long TimedOut { get; private set; }

    public long Aborted { get; private set; }

    public long Starvations { get; private set; }

    public double ServiceSeconds { get; private set; }

    public long Requests => Done + Refused + TimedOut + Aborted;

    public void Missed(bool joinsLoad)
    {
        Misses++;
        if (joinsLoad) DelayedHits++;
    }

    /// <summary>Counts a completed request; returns true if its answer began within the level of the skill that was asked.</summary>
    public bool Completed(in PendingRequest request, long nowNs, double warmNs, long firstOutputNs, bool correct)
    {
        AddWait(request.ReadyNs - request.ArrivalNs);
        double slowdown = (nowNs - request.ArrivalNs) / Math.Max(1, warmNs);
        _slowdown[request.Asked] += slowdown;
        _done[request.Asked]++;
        Slowdowns.Add((long)(slowdown * 1e6));
        ServiceSeconds += (nowNs - request.StartNs) * 1e-9;
        long answered = firstOutputNs - request.ArrivalNs;
        bool within = answered <= levels.LimitNs[request.Asked];
        if (answered <= levels.StrictNs[request.Asked]) WithinStrict++;
        if (answered <= levels.LooseNs[request.Asked]) WithinLoose++;
        Done++;
        if (correct) Correct++;
        if (within) WithinLevel++;
        return within;
    }

    /// <summary>A request that was never answered counts with the longest wait there is.</summary>
    public void Lost(RequestLoss loss)
    {
        AddWait(timeoutNs);
        switch (loss)
        {
            case RequestLoss.Refused: Refused++; break;
            case RequestLoss.TimedOut: TimedOut++; break;
            default: Aborted++; break;
        }
    }

    /// <summary>Jain's index of the skills' mean slowdowns: 1 where all suffer alike, 1/n where one bears it all.</summary>
    public double Fairness()
    {
        double[] means = [.. Enumerable.Range(0, _done.Length).Where(skill => _done[skill] > 0).Select(skill => Of(skill).MeanSlowdown)];
        double sum = means.Sum();
        return means.Length == 0 ? double.NaN : sum * sum / (means.Length * means.Sum(mean => mean * mean));
    }

    /// <summary>Answered requests of one skill and the mean of their slowdowns.</summary>
    public (long Done, double MeanSlowdown) Of(int skill) => (_done[skill], _slowdown[skill] / _done[skill]);

    private void AddWait(long nanoseconds)
    {
        Waits.Add(nanoseconds);
        if (nanoseconds > StarvationSeconds * 1e9) Starvations++;
    }
}
