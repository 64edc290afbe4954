using Teleo.Controller.Domain;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Ledger;

/// <summary>The cost of an action in the endogenous resource, in credits.</summary>
public sealed record ActionCosts
{
    public double Activate { get; init; } = 0.25;
    public double Deactivate { get; init; } = 0.05;
    public double Suspend { get; init; } = 0.02;
    public double Replace { get; init; } = 0.35;
    public double Retire { get; init; } = 0.05;
    public double Reserve { get; init; } = 0.05;
    public double Merge { get; init; } = 0.5;
    public double Split { get; init; } = 0.5;

    /// <summary>Added for each second that the action's loads are expected to take.</summary>
    public double PerLoadSecond { get; init; } = 0.05;

    /// <summary>
    /// The share of its waiting requests' past and imminent loss by which a load becomes cheaper. It limits the time for which the gate can
    /// hold back owed loads, and leaves speculation to the earnings of service.
    /// </summary>
    public double Sponsorship { get; init; } = 1;

    public double Of(ActionKind kind) => kind switch
    {
        ActionKind.NoOp => 0,
        ActionKind.Activate => Activate,
        ActionKind.Deactivate => Deactivate,
        ActionKind.Suspend => Suspend,
        ActionKind.Replace => Replace,
        ActionKind.Retire => Retire,
        ActionKind.Reserve => Reserve,
        ActionKind.Merge => Merge,
        ActionKind.Split => Split,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public IEnumerable<string> Problems() =>
    [
        .. Broken(Enum.GetValues<ActionKind>().Select(kind => NotNegative(Of(kind), $"the cost of {kind}"))),
        .. Broken(NotNegative(PerLoadSecond), NotNegative(Sponsorship)),
    ];
}
