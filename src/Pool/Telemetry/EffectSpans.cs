using System.Diagnostics;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Pool.Telemetry;

/// <summary>Adds the measured effect of a command to the command's span, however late it is known. Passes everything on.</summary>
internal sealed class EffectSpans(IDecisionSink? next) : IDecisionSink
{
    private readonly Dictionary<int, (ActivityContext Parent, DateTime Began)> _bySkill = [];

    /// <summary>Notes the span of a command that loads.</summary>
    public void Expect(in Command command, Activity? span)
    {
        if (span is null) return;
        foreach (int skill in Coming(command.Action)) _bySkill[skill] = (span.Context, span.StartTimeUtc);
    }

    public void Receive(DecisionRecord record) => next?.Receive(record);

    public void Realise(in Realisation realisation)
    {
        if (_bySkill.Remove(realisation.Skill, out var command))
        {
            using var span = StepTelemetry.Spans.StartActivity("teleo.effect", ActivityKind.Internal,
                command.Parent, startTime: command.Began);
            span?.SetTag("teleo.decision", realisation.DecisionId);
            span?.SetTag("teleo.skill", realisation.Skill);
            span?.SetTag("teleo.succeeded", realisation.Succeeded);
            span?.SetTag("teleo.predicted_seconds", realisation.PredictedSeconds);
            span?.SetTag("teleo.realised_seconds", realisation.RealisedSeconds);
        }

        next?.Realise(realisation);
    }

    private static int[] Coming(ControlAction action) => action switch
    {
        ControlAction.Activate a => [a.Skill],
        ControlAction.Replace r => [r.Incoming],
        ControlAction.Merge m => [m.Into],
        ControlAction.Split s => [s.First, s.Second],
        _ => [],
    };
}
