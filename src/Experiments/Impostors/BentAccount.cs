using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>An impostor that logs the account of another subject while its gate reads another value.</summary>
/// <param name="filled">Credits per second of a bucket that time fills; 0 leaves the account as it is and bends only what is read.</param>
internal sealed class BentAccount(ISubject inner, string name, Bend bend, double filled = 0) : BentSubject(inner, name)
{
    private const int Remembered = 400, Lag = 100;

    private readonly List<double> _past = [];
    private double[] _buckets = [.. inner.Account.Select(source => source.Balance)];
    private double _lastSeconds;

    public override IReadOnlyList<SourceBalance> Account
    {
        get => bend == Bend.Clock ? [.. Inner.Account.Select((source, i) => source with { Balance = _buckets[i] })] : Inner.Account;
        set
        {
            Inner.Account = value;
            if (bend == Bend.Clock) _buckets = [.. value.Select(source => source.Balance)];
        }
    }

    protected override double[] Own
    {
        get => [_lastSeconds, .. _buckets, .. _past];
        set
        {
            _lastSeconds = value[0];
            value.AsSpan(1, _buckets.Length).CopyTo(_buckets);
            _past.Clear();
            _past.AddRange(value.AsSpan(1 + _buckets.Length));
        }
    }

    public override void Earn(in PoolEvent happened, in PoolView pool)
    {
        Inner.Earn(happened, pool);
        double now = pool.NowNs * 1e-9;
        for (int i = 0; i < _buckets.Length; i++) _buckets[i] = Math.Min(3, _buckets[i] + filled * (now - _lastSeconds));
        _lastSeconds = now;
    }

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        var account = Inner.Account;
        double now = pool.NowNs * 1e-9;
        foreach (var source in account) _past.Add(source.Balance);
        if (_past.Count > Remembered) _past.RemoveRange(0, account.Count);
        Inner.Account = [.. account.Select((source, i) => source with { Balance = Read(i, account.Count, now) })];
        base.Decide(pool, trigger, decision);
        Inner.Account = account;
    }

    public override void Settle(in Settlement settlement, int candidate)
    {
        var before = Inner.Account;
        Inner.Settle(settlement, candidate);
        var after = Inner.Account;
        for (int i = 0; i < _buckets.Length; i++) _buckets[i] = Math.Max(
            0, _buckets[i] - Math.Max(0, before[i].Balance - after[i].Balance));
    }

    private double Read(int source, int sources, double now) => bend switch
    {
        Bend.Clock => _buckets[source],
        Bend.Sine => 1.5 + 1.5 * Math.Sin(now / 60),
        Bend.Noise => 3 * new SeedTree((ulong)(now * 1e6)).Stream("impostor.noise", 0, (uint)source).NextDouble(),
        Bend.Mean => Of(source, sources).Average(),
        Bend.Lagged => Of(source, sources).SkipLast(Lag).DefaultIfEmpty(0).Last(),
        Bend.Shuffled => Drawn([.. Of(source, sources)], now, source),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static double Drawn(double[] past, double now, int source) =>
        past[new SeedTree((ulong)(now * 1e6)).Stream("impostor.shuffle", 0, (uint)source).NextInt(past.Length)];

    private IEnumerable<double> Of(int source, int sources) => _past.Where((_, i) => i % sources == source);
}

/// <summary>The quantity that the gate of an impostor reads.</summary>
internal enum Bend
{
    Clock,
    Sine,
    Noise,
    Mean,
    Lagged,
    Shuffled,
}
