using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>
/// The clock of a policy: it advances with the plant's clock and stops while that steps back, so that no interval is negative and none is
/// extended by the step.
/// </summary>
internal sealed class PolicyClock
{
    private long _lastSeenNs = long.MinValue;

    public long NowNs { get; private set; }

    public void Visit(StateFields fields)
    {
        long now = NowNs;
        fields.Number(ref _lastSeenNs);
        fields.Count(ref now);
        NowNs = now;
    }

    /// <summary>Advances to the time of the plant's clock and returns the elapsed seconds.</summary>
    public double Advance(long plantNs)
    {
        long passed = _lastSeenNs == long.MinValue ? 0 : Math.Max(0, plantNs - _lastSeenNs);
        _lastSeenNs = plantNs;
        NowNs += passed;
        return passed * 1e-9;
    }
}
