using System.Runtime.InteropServices;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// Finds skills with requests at equal intervals and predicts each next one shortly before it. Requests close together are one job. Three
/// jobs at equal intervals start a train; two missed jobs in a row end it.
/// </summary>
/// <remarks>
/// Intervals are equal if they differ by less than a small part of them, so that random requests seldom make a train and almost never a
/// long one. Jobs between those of a train have no effect on it.
/// </remarks>
/// <param name="jobSeconds">
/// The seconds within which requests are one job; a job is predicted that long plus one load before it is due.
/// </param>
internal sealed class PeriodTrains(int skills, double jobSeconds)
{
    private const int TrainsPerSkill = 2;
    private const int JobsPerSkill = 8;

    /// <summary>The part of the period by which a job may be early or late.</summary>
    private const double Slack = 1.0 / 64;

    /// <summary>The number of intervals before a train is used for predictions, and the least share of them with a job.</summary>
    private const int LeastSeen = 5;
    private const double LeastChance = 0.3;

    /// <summary>The share that an interval counts for after the next.</summary>
    private const double Memory = 0.9;

    private readonly Train[] _trains = new Train[skills * TrainsPerSkill];
    private readonly long[] _jobs = [.. Enumerable.Repeat(long.MinValue, skills * JobsPerSkill)];
    private readonly long[] _jobCounts = new long[skills];
    private readonly long _jobNs = (long)(jobSeconds * 1e9);
    private long _nextNs = long.MaxValue;

    /// <summary>Learns from requests for a skill.</summary>
    public void Arrive(int skill, long requests, long nowNs)
    {
        var trains = _trains.AsSpan(skill * TrainsPerSkill, TrainsPerSkill);
        long job = Job(skill, 0);
        if (job != long.MinValue && nowNs - job <= _jobNs)
        {
            foreach (ref var train in trains)
                if (train.IsRunning && train.LastNs == job) train.Requests += requests;
            return;
        }

        _jobs[skill * JobsPerSkill + (int)(_jobCounts[skill]++ % JobsPerSkill)] = nowNs;
        bool isKept = false;
        foreach (ref var train in trains) isKept |= train.IsRunning && Keep(ref train, requests, nowNs);
        if (!isKept) Begin(skill, trains, requests, nowNs);
    }

    /// <summary>Reports jobs that are due soon, and advances trains past missed jobs.</summary>
    /// <param name="rate">Gives the requests per second of a skill: what its rate explains is not foretold.</param>
    public void Pass(long nowNs, ReadOnlySpan<SkillState> states, Func<int, double> rate, Action<Foretelling> tell)
    {
        if (nowNs < _nextNs) return;
        _nextNs = long.MaxValue;
        for (int i = 0; i < _trains.Length; i++)
        {
            ref var train = ref _trains[i];
            if (!train.IsRunning) continue;
            int skill = i / TrainsPerSkill;
            while (train.IsRunning && nowNs > train.DueNs + train.SlackNs) Miss(ref train);
            if (!train.IsRunning) continue;
            long tellNs = train.DueNs - train.SlackNs - _jobNs - LoadNs(states[skill]);
            if (!train.IsTold && nowNs >= tellNs)
            {
                train.IsTold = true;
                if (TryForetell(skill, train, nowNs, rate, out var foretelling)) tell(foretelling);
            }

            _nextNs = Math.Min(_nextNs, train.IsTold ? train.DueNs + train.SlackNs + 1 : tellNs);
        }
    }

    public void Visit(StateFields fields)
    {
        foreach (ref var train in _trains.AsSpan())
        {
            fields.Number(ref train.LastNs);
            fields.Number(ref train.PeriodNs);
            fields.Number(ref train.Seen);
            fields.Number(ref train.Missed);
            fields.Amount(ref train.Kept);
            fields.Amount(ref train.Due);
            fields.Amount(ref train.Requests);
            fields.Number(ref train.Jobs);
            fields.Flag(ref train.IsTold);
            bool areCounts = train.Seen >= 0 && train.Missed >= 0 && train.Jobs >= 0;
            fields.Require(areCounts && train.PeriodNs >= 0 && train.Kept <= train.Due, "a train");
        }

        foreach (ref long job in _jobs.AsSpan()) fields.Number(ref job);
        foreach (ref long count in _jobCounts.AsSpan()) fields.Count(ref count);
        _nextNs = long.MinValue;
    }

    /// <summary>Returns true if the job is the one that the train waits for.</summary>
    private bool Keep(ref Train train, long requests, long nowNs)
    {
        while (train.IsRunning && nowNs > train.DueNs + train.SlackNs) Miss(ref train);
        if (!train.IsRunning || nowNs < train.DueNs - train.SlackNs) return false;
        long interval = nowNs - train.LastNs;
        train.PeriodNs += (interval - train.PeriodNs) / Math.Min(train.Seen + 1, JobsPerSkill);
        train.LastNs = nowNs;
        train.Seen++;
        train.Missed = 0;
        train.Kept = Memory * train.Kept + 1;
        train.Due = Memory * train.Due + 1;
        train.Requests += requests;
        train.Jobs++;
        train.IsTold = false;
        _nextNs = long.MinValue;
        return true;
    }

    /// <summary>Advances a train by one interval without its job.</summary>
    private static void Miss(ref Train train)
    {
        train.LastNs += train.PeriodNs;
        train.Due = Memory * train.Due + 1;
        train.Kept *= Memory;
        train.IsTold = false;
        if (++train.Missed > 1) train = default;
    }

    /// <summary>Searches for two earlier jobs at equal intervals. A slot is free if it has no train or an unconfirmed one.</summary>
    private void Begin(int skill, Span<Train> trains, long requests, long nowNs)
    {
        int free = 0;
        for (; free < trains.Length && trains[free].Seen >= LeastSeen; free++) { }
        if (free == trains.Length) return;
        for (int place = 1; place < JobsPerSkill; place++)
        {
            long job = Job(skill, place);
            if (job == long.MinValue) return;
            long period = nowNs - job, slack = (long)(period * Slack);
            if (slack < 1 || !HasJob(skill, place + 1, job - period, slack)) continue;
            trains[free] = new() { LastNs = nowNs, PeriodNs = period, Seen = 2, Kept = 2, Due = 2, Requests = requests, Jobs = 1 };
            _nextNs = long.MinValue;
            return;
        }
    }

    private bool HasJob(int skill, int firstPlace, long atNs, long slackNs)
    {
        for (int place = firstPlace; place < JobsPerSkill; place++)
        {
            long job = Job(skill, place);
            if (job == long.MinValue || job < atNs - slackNs) return false;
            if (job <= atNs + slackNs) return true;
        }

        return false;
    }

    private bool TryForetell(int skill, in Train train, long nowNs, Func<int, double> rate, out Foretelling foretelling)
    {
        foretelling = default;
        if (train.Seen < LeastSeen) return false;
        double until = (train.DueNs + train.SlackNs - nowNs) * 1e-9;
        double accident = Math.Min(1, rate(skill) * 2 * train.SlackNs * 1e-9);
        double kept = (train.Kept + 0.5) / (train.Due + 1);
        double chance = accident < 1 ? (kept - accident) / (1 - accident) : 0;
        if (!(chance >= LeastChance)) return false;
        double inSeconds = Math.Max(0, train.DueNs - train.SlackNs - nowNs) * 1e-9;
        foretelling = new(skill, "period", chance, Math.Max(1, train.Requests / train.Jobs), inSeconds, until - inSeconds);
        return true;
    }

    /// <summary>Gives when a job began, counted back from the last; <see cref="long.MinValue"/> where there was none.</summary>
    private long Job(int skill, int back)
    {
        long number = _jobCounts[skill] - 1 - back;
        return number < 0 ? long.MinValue : _jobs[skill * JobsPerSkill + (int)(number % JobsPerSkill)];
    }

    private static long LoadNs(in SkillState state) => state.IsSane ? (long)Math.Min(state.LoadSeconds * 1e9, 1e15) : 0;

    [StructLayout(LayoutKind.Auto)]
    private struct Train
    {
        public long LastNs;

        /// <summary>The mean interval; 0 where no train runs.</summary>
        public long PeriodNs;

        /// <summary>Equal intervals so far.</summary>
        public long Seen;

        /// <summary>Number of missed jobs in a row.</summary>
        public long Missed;

        /// <summary>The decayed numbers of jobs that arrived and that were due.</summary>
        public double Kept;
        public double Due;

        /// <summary>The requests of so many jobs.</summary>
        public double Requests;
        public long Jobs;
        public bool IsTold;

        public readonly bool IsRunning => PeriodNs > 0;

        public readonly long DueNs => LastNs + PeriodNs;

        public readonly long SlackNs => (long)(PeriodNs * Slack);
    }
}
