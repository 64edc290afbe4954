using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// The working set, the skills used within a window, with a window that follows the rate of faults: longer while there are too many,
/// shorter while there are few (Chu and Opderbeck, 1976).
/// </summary>
public sealed class PageFaultFrequencyPolicy(string name, Catalog catalog, double windowSeconds,
    double low, double high, double tickSeconds)
    : KeepAlivePolicy(name, catalog, tickSeconds)
{
    private const long Minute = 60_000_000_000;
    private const double Wider = 1.25;
    private const double Narrower = 0.8;

    private double _window = windowSeconds;
    private long _faults;
    private long _minuteEndsNs = Minute;

    private protected override void Learn(in PoolEvent happened, in PoolView pool)
    {
        base.Learn(happened, pool);
        if (happened.Kind == PolicyEvents.Miss) _faults++;
    }

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (pool.NowNs >= _minuteEndsNs)
        {
            if (_faults > high) _window *= Wider;
            else if (_faults < low) _window *= Narrower;
            _window = Math.Clamp(_window, TickSeconds, 24 * 3600);
            _faults = 0;
            _minuteEndsNs = pool.NowNs + Minute;
        }

        base.Tend(pool, trigger, chosen);
    }

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => idleSeconds > _window;
}
