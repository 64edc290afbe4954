using Teleo.Controller.Domain;

namespace Teleo.Controller.Learning;

/// <summary>
/// The open predictions, one for each source and skill, and the success rate of each source. A prediction ends when its number of requests
/// has arrived or its time is over.
/// </summary>
internal sealed class OpenForetellings(int skills, int sources, double memory)
{
    /// <summary>The number of trials that a source's own probability counts as, if sources are weighted by their success.</summary>
    private const double WordTrials = 2.5;

    private readonly OpenForetelling[] _entries = new OpenForetelling[skills * sources];
    private readonly double[] _kept = new double[sources];
    private readonly double[] _heard = new double[sources];
    private int _open;
    private long _nextEndNs = long.MaxValue;

    public void Add(int skill, int source, in Foretelling foretelling, long nowNs)
    {
        ref var entry = ref _entries[skill * sources + source];
        if (entry.Requests > 0) End(ref entry, source, came: entry.HasCome);
        long untilNs = nowNs + (long)((foretelling.InSeconds + foretelling.WithinSeconds) * 1e9);
        entry = new() { Chance = foretelling.Chance, Requests = foretelling.Requests, UntilNs = untilNs };
        _open++;
        _nextEndNs = Math.Min(_nextEndNs, untilNs);
    }

    /// <summary>Counts requests that came for a skill.</summary>
    public void Arrive(int skill, long requests)
    {
        if (_open == 0) return;
        for (int source = 0; source < sources; source++)
        {
            ref var entry = ref _entries[skill * sources + source];
            if (!(entry.Requests > 0)) continue;
            entry.HasCome = true;
            entry.Requests -= requests;
            if (entry.Requests > 0) continue;
            End(ref entry, source, came: true);
        }
    }

    /// <summary>Closes predictions whose time is over.</summary>
    public void Pass(long nowNs)
    {
        if (nowNs <= _nextEndNs) return;
        _nextEndNs = long.MaxValue;
        for (int i = 0; i < _entries.Length; i++)
        {
            ref var entry = ref _entries[i];
            if (!(entry.Requests > 0)) continue;
            if (nowNs > entry.UntilNs) End(ref entry, i % sources, entry.HasCome);
            else _nextEndNs = Math.Min(_nextEndNs, entry.UntilNs);
        }
    }

    /// <summary>Adds to an estimate the prediction with the most expected requests, weighted by the success of its source.</summary>
    public void AddTo(ref SkillEstimate estimate, int skill)
    {
        if (_open == 0) return;
        double most = 0;
        for (int source = 0; source < sources; source++)
        {
            ref readonly var entry = ref _entries[skill * sources + source];
            if (!(entry.Requests > 0)) continue;
            double chance = entry.HasCome ? 1 : BelievedChance(source, entry.Chance);
            if (chance * entry.Requests <= most) continue;
            most = chance * entry.Requests;
            (estimate.ForetoldChance, estimate.ForetoldRequests) = (chance, entry.Requests);
            (estimate.Source, estimate.ForetoldUntilNs) = (source, entry.UntilNs);
        }
    }

    public void Visit(StateFields fields)
    {
        for (int i = 0; i < sources; i++)
        {
            fields.Amount(ref _kept[i]);
            fields.Amount(ref _heard[i]);
        }

        _open = 0;
        _nextEndNs = long.MaxValue;
        foreach (ref var entry in _entries.AsSpan())
        {
            fields.Amount(ref entry.Chance);
            fields.Amount(ref entry.Requests);
            fields.Number(ref entry.UntilNs);
            fields.Flag(ref entry.HasCome);
            fields.Require(entry.Chance <= 1, "a chance of at most 1");
            if (!(entry.Requests > 0)) continue;
            _open++;
            _nextEndNs = Math.Min(_nextEndNs, entry.UntilNs);
        }
    }

    private double BelievedChance(int source, double claimed) =>
        memory == 0 ? claimed : (_kept[source] + WordTrials * claimed) / (_heard[source] + WordTrials);

    private void End(ref OpenForetelling entry, int source, bool came)
    {
        entry = default;
        _open--;
        if (memory == 0) return;
        _kept[source] = memory * _kept[source] + (came ? 1 : 0);
        _heard[source] = memory * _heard[source] + 1;
    }

    /// <summary>The last foretelling of one source for one skill; none is open while it expects no requests.</summary>
    private struct OpenForetelling
    {
        public double Chance;
        public double Requests;
        public long UntilNs;
        public bool HasCome;
    }
}
