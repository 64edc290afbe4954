namespace Teleo.Controller.Domain;

/// <summary>
/// The machine a thing lives on. Today there is one, <see cref="Local"/>; the id stands in every vector,
/// action, event and key so that a second one changes data and not types.
/// </summary>
public readonly record struct NodeId(ushort Index)
{
    public static readonly NodeId Local = new(0);

    public override string ToString() => Index == 0 ? "local" : $"node-{Index}";
}
