using Teleo.Controller.Domain;

namespace Teleo.Controller.Deciding;

/// <summary>The structural actions that the generator may propose. Doing nothing is no operator: it is always a candidate.</summary>
[Flags]
public enum OperatorSet : ushort
{
    None = 0,
    Activate = 1 << ActionKind.Activate,
    Deactivate = 1 << ActionKind.Deactivate,
    Suspend = 1 << ActionKind.Suspend,
    Replace = 1 << ActionKind.Replace,
    Retire = 1 << ActionKind.Retire,
    Reserve = 1 << ActionKind.Reserve,
    Merge = 1 << ActionKind.Merge,
    Split = 1 << ActionKind.Split,
    All = Activate | Deactivate | Suspend | Replace | Retire | Reserve | Merge | Split,
}
