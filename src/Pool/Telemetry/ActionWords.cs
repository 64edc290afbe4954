using Teleo.Controller.Domain;

namespace Teleo.Pool.Telemetry;

/// <summary>The names of actions in tables and files.</summary>
internal static class ActionWords
{
    public static string Of(ControlAction action) => action switch
    {
        ControlAction.NoOp => "no-op",
        ControlAction.Activate => "activate",
        ControlAction.Deactivate => "deactivate",
        ControlAction.Suspend => "suspend",
        ControlAction.Replace => "replace",
        ControlAction.Retire => "retire",
        ControlAction.Reserve => "reserve",
        ControlAction.Merge => "merge",
        ControlAction.Split => "split",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
