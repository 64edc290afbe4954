using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;

namespace Teleo.Pool.Telemetry;

/// <summary>A policy with a span for every decision; its decisions are unchanged.</summary>
internal class TracedPolicy : IPolicy, IForesight
{
    private readonly IPolicy _policy;

    private TracedPolicy(IPolicy policy) => _policy = policy;

    public string Name => _policy.Name;

    public PolicyEvents DecidesOn => _policy.DecidesOn;

    public double TickSeconds => _policy.TickSeconds;

    public static IPolicy Of(IPolicy policy) => policy is IRecordingPolicy recording ? new Recording(recording) : new TracedPolicy(policy);

    public bool WantsToDecide(in PoolEvent happened, in PoolView pool) => _policy.WantsToDecide(happened, pool);

    public void Observe(in PoolEvent happened, in PoolView pool) => _policy.Observe(happened, pool);

    public void Foretell(in Foretelling foretelling, in PoolView pool) => (_policy as IForesight)?.Foretell(foretelling, pool);

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        using var span = StepTelemetry.Spans.StartActivity("teleo.decide");
        _policy.Decide(pool, trigger, chosen);
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("teleo.policy", Name);
        span.SetTag("teleo.chosen", chosen.Count == 0 ? "no-op" : string.Join(", ", chosen.Select(ActionWords.Of)));
    }

    public void Settle(in Settlement settlement) => _policy.Settle(settlement);

    private sealed class Recording(IRecordingPolicy policy) : TracedPolicy(policy), IRecordingPolicy
    {
        public ControllerOptions Options => policy.Options;

        public double Balance => policy.Balance;

        public IEnumerable<KeyValuePair<string, ulong>> Streams => policy.Streams;

        public DecisionRecord Record => policy.Record;
    }
}
