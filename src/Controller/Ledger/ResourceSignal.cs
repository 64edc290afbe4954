using System.Numerics;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Ledger;

/// <summary>Makes the signal that the gate reads. Under full coupling it is the balance; otherwise it is made from past balances.</summary>
public sealed class ResourceSignal(Coupling coupling, int lag)
{
    private const int Memory = 1024;

    /// <summary>Number of load strata: no waiting requests, one, up to three, up to seven and so on.</summary>
    private const int Strata = 8;

    private readonly double[] _past = new double[Math.Max(Memory, lag + 1)];
    private readonly Past[] _strata = coupling == Coupling.LoadShuffled ? [.. Enumerable.Range(0, Strata).Select(_ => new Past())] : [];
    private long _count;
    private double _mean;

    /// <summary>Notes the balance at a decision and gives what the gate shall read. Draws only when shuffled.</summary>
    /// <param name="waiting">Requests that wait: the load that a stratum is named by.</param>
    public double Read(double balance, int waiting, ref RandomStream chance)
    {
        _past[_count % _past.Length] = balance;
        _count++;
        _mean += (balance - _mean) / _count;
        return coupling switch
        {
            Coupling.Full => balance,
            Coupling.Off or Coupling.GateOpen => double.PositiveInfinity,
            Coupling.Shuffled => _past[chance.NextInt((int)Math.Min(_count, _past.Length))],
            Coupling.LoadShuffled =>
                _strata[Math.Min(Strata - 1, 32 - BitOperations.LeadingZeroCount((uint)waiting))].Draw(balance, ref chance),
            Coupling.Lagged => _past[Math.Max(0, _count - 1 - lag) % _past.Length],
            Coupling.Frozen => _mean,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    internal void Visit(StateFields fields)
    {
        fields.Count(ref _count);
        fields.Number(ref _mean);
        foreach (ref double balance in _past.AsSpan()) fields.Number(ref balance);
        foreach (var stratum in _strata) stratum.Visit(fields);
    }

    /// <summary>The balances of one stratum.</summary>
    private sealed class Past
    {
        private readonly double[] _balances = new double[Memory];
        private long _noted;

        public void Visit(StateFields fields)
        {
            fields.Count(ref _noted);
            foreach (ref double balance in _balances.AsSpan()) fields.Number(ref balance);
        }

        public double Draw(double balance, ref RandomStream chance)
        {
            _balances[_noted++ % Memory] = balance;
            return _balances[chance.NextInt((int)Math.Min(_noted, Memory))];
        }
    }
}
