using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Telemetry;

namespace Teleo.Pool.Telemetry;

/// <summary>
/// Builds a control step that leaves one tree of spans: <c>teleo.step</c>, under it <c>teleo.sense</c>, <c>teleo.decide</c> and
/// <c>teleo.command</c>, and under the command, after its measurement, <c>teleo.effect</c>.
/// </summary>
internal sealed class StepTelemetry : IDisposable
{
    internal static readonly ActivitySource Spans = new(DecisionTelemetry.Name);

    /// <summary>Counters, gauges and the span around each step. Null before <see cref="StepFor"/>.</summary>
    public DecisionTelemetry? Decisions { get; private set; }

    /// <summary>Reads every gauge and sends what it shows.</summary>
    public Action Collect { get; init; } = () => { };

    public ControlStep StepFor(IPlant plant, IPolicy policy, Guard guard, StepOptions options, IDecisionSink? sink)
    {
        var effects = new EffectSpans(sink);
        Decisions = new DecisionTelemetry(NullLogger.Instance, effects);
        return new ControlStep(new TracedPlant(plant, effects), TracedPolicy.Of(policy), guard, options, sink: Decisions);
    }

    public void Dispose() => Decisions?.Dispose();
}
