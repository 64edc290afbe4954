using Microsoft.Extensions.Logging;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Controller.Telemetry;

/// <summary>Every line the controller logs, with its number.</summary>
internal static partial class Messages
{
    [LoggerMessage(1, LogLevel.Information, "decision {Decision}: {Action} of skill {Skill}, {Margin} credits ahead")]
    public static partial void Acted(ILogger logger, long decision, ActionKind action, int skill, double margin);

    [LoggerMessage(2, LogLevel.Debug, "decision {Decision}: the resource ({Resource} credits) could not pay for the best action")]
    public static partial void GateHeld(ILogger logger, long decision, double resource);

    [LoggerMessage(3, LogLevel.Warning, "decision {Decision}: a guard forbade {Action}: {Verdict}")]
    public static partial void Vetoed(ILogger logger, long decision, ActionKind action, GuardVerdict verdict);

    [LoggerMessage(4, LogLevel.Warning, "decision {Decision}: {Action} came to nothing: {Detail}")]
    public static partial void Failed(ILogger logger, long decision, ActionKind action, string detail);
}
