using Teleo.Controller.Domain;

namespace Teleo.Controller.Policies;

/// <summary>
/// The time a policy lives by: it advances with the plant's clock and stands still while that steps back, so that no
/// interval is ever negative and none is stretched by the size of the step.
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

    /// <summary>Moves on to what the plant's clock shows and gives the seconds that passed.</summary>
    public double Advance(long plantNs)
    {
        long passed = _lastSeenNs == long.MinValue ? 0 : Math.Max(0, plantNs - _lastSeenNs);
        _lastSeenNs = plantNs;
        NowNs += passed;
        return passed * 1e-9;
    }
}
