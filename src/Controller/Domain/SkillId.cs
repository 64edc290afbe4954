namespace Teleo.Controller.Domain;

/// <summary>
/// The identity of one loadable variant of a skill, such as <c>addition@1.0.0#q8_0</c>. Precision is part of
/// it: asking for another precision is asking for another skill, and is charged as such.
/// </summary>
public readonly record struct SkillId(string Name) : IComparable<SkillId>
{
    public int CompareTo(SkillId other) => string.CompareOrdinal(Name, other.Name);

    public override string ToString() => Name;
}
