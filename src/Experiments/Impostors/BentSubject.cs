using System.Runtime.InteropServices;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>A subject that passes every call on to another. What an impostor does otherwise is an override.</summary>
internal abstract class BentSubject(ISubject inner, string name) : ISubject
{
    protected ISubject Inner => inner;

    public string Name => name;

    public PolicyEvents DecidesOn => inner.DecidesOn;

    public double TickSeconds => inner.TickSeconds;

    public double Margin => inner.Margin;

    public virtual byte[] Theta
    {
        get => inner.Theta;
        set => inner.Theta = value;
    }

    public virtual IReadOnlyList<SourceBalance> Account
    {
        get => inner.Account;
        set => inner.Account = value;
    }

    public virtual byte[] Rest
    {
        get => Joined(Own, inner.Rest);
        set
        {
            int length = BitConverter.ToInt32(value);
            Own = MemoryMarshal.Cast<byte, double>(value.AsSpan(4, 8 * length)).ToArray();
            inner.Rest = value[(4 + 8 * length)..];
        }
    }

    /// <summary>The state of the impostor itself.</summary>
    protected virtual double[] Own
    {
        get => [];
        set { }
    }

    public bool WantsToDecide(in PoolEvent happened, in PoolView pool) => inner.WantsToDecide(happened, pool);

    public virtual void Observe(in PoolEvent happened, in PoolView pool) => inner.Observe(happened, pool);

    public virtual void Earn(in PoolEvent happened, in PoolView pool) => inner.Earn(happened, pool);

    public virtual void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision) => inner.Decide(pool, trigger, decision);

    public virtual void Settle(in Settlement settlement, int candidate) => inner.Settle(settlement, candidate);

    public void Dispose() => inner.Dispose();

    protected static byte[] Joined(double[] own, byte[] rest) =>
        [.. BitConverter.GetBytes(own.Length), .. MemoryMarshal.AsBytes(own.AsSpan()), .. rest];
}
