using Teleo.Controller.Chance;

namespace Teleo.Controller.Resources;

/// <summary>What the gate is told the resource is. Under full coupling it is the balance; otherwise it is made from past balances.</summary>
public sealed class ResourceSignal(Coupling coupling, int lag)
{
    private const int Memory = 1024;

    private readonly double[] _past = new double[Math.Max(Memory, lag + 1)];
    private long _count;
    private double _mean;

    /// <summary>Notes the balance at a decision and gives what the gate shall read. Draws only when shuffled.</summary>
    public double Read(double balance, ref RandomStream chance)
    {
        _past[_count % _past.Length] = balance;
        _count++;
        _mean += (balance - _mean) / _count;
        return coupling switch
        {
            Coupling.Full => balance,
            Coupling.Off or Coupling.GateOpen => double.PositiveInfinity,
            Coupling.Shuffled => _past[chance.NextInt((int)Math.Min(_count, _past.Length))],
            Coupling.Lagged => _past[Math.Max(0, _count - 1 - lag) % _past.Length],
            Coupling.Frozen => _mean,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
