using Teleo.Controller.Domain;

namespace Teleo.Pool.Telemetry;

/// <summary>A plant with a span for every call.</summary>
internal sealed class TracedPlant(IPlant plant, EffectSpans effects) : IPlant
{
    public PoolView Sense()
    {
        using var span = StepTelemetry.Spans.StartActivity("teleo.sense");
        var view = plant.Sense();
        span?.SetTag("teleo.revision", view.Revision);
        span?.SetTag("teleo.time", view.NowNs);
        span?.SetTag("teleo.used", view.Used.ResidentBytes);
        return view;
    }

    public CommandReceipt Apply(in Command command)
    {
        using var span = StepTelemetry.Spans.StartActivity("teleo.command");
        effects.Expect(command, span);
        var receipt = plant.Apply(command);
        span?.SetTag("teleo.command", command.Id);
        span?.SetTag("teleo.decision", command.DecisionId);
        span?.SetTag("teleo.action", ActionWords.Of(command.Action));
        span?.SetTag("teleo.status", receipt.Status);
        if (receipt.Detail is { } detail) span?.SetTag("teleo.detail", detail);
        return receipt;
    }
}
