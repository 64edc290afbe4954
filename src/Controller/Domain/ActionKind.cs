namespace Teleo.Controller.Domain;

/// <summary>
/// The cases of <see cref="ControlAction"/> as a number: the first part of a candidate's key, so that ties go to the gentler action.
/// </summary>
public enum ActionKind : byte
{
    NoOp,
    Activate,
    Deactivate,
    Suspend,
    Replace,
    Retire,
    Reserve,
    Merge,
    Split,
}
