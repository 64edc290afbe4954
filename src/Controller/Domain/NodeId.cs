namespace Teleo.Controller.Domain;

/// <summary>
/// The machine of a resource. Today there is one, <see cref="Local"/>; the id is part of every vector, action, event and key, so that a
/// second machine changes data and not types.
/// </summary>
public readonly record struct NodeId(ushort Index)
{
    public static readonly NodeId Local = new(0);

    public override string ToString() => Index == 0 ? "local" : $"node-{Index}";
}
