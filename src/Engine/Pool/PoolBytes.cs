using System.Globalization;

namespace Teleo.Engine.Pool;

/// <summary>Memory by purpose. A partial order: two vectors may each fail to fit in the other.</summary>
/// <param name="Weights">Bytes of model files in memory.</param>
/// <param name="Kv">Keys, values and logits of sessions.</param>
/// <param name="Scratch">What computing writes besides.</param>
/// <param name="Host">Managed objects: directories, vocabularies, tables.</param>
public readonly record struct PoolBytes(long Weights, long Kv, long Scratch, long Host)
{
    public static readonly PoolBytes Unlimited = new(long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);

    public long Total => checked(Weights + Kv + Scratch + Host);

    public static PoolBytes operator +(PoolBytes a, PoolBytes b) =>
        checked(new(a.Weights + b.Weights, a.Kv + b.Kv, a.Scratch + b.Scratch, a.Host + b.Host));

    public static PoolBytes operator -(PoolBytes a, PoolBytes b) =>
        new(a.Weights - b.Weights, a.Kv - b.Kv, a.Scratch - b.Scratch, a.Host - b.Host);

    /// <summary>The larger of the two in every lane.</summary>
    public static PoolBytes Max(PoolBytes a, PoolBytes b) =>
        new(Math.Max(a.Weights, b.Weights), Math.Max(a.Kv, b.Kv), Math.Max(a.Scratch, b.Scratch), Math.Max(a.Host, b.Host));

    public bool FitsWithin(PoolBytes limit) =>
        Weights <= limit.Weights && Kv <= limit.Kv && Scratch <= limit.Scratch && Host <= limit.Host;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"weights {Weights}, kv {Kv}, scratch {Scratch}, host {Host}");
}
