namespace Teleo.Engine.Skills;

/// <summary>A loadable unit: a skill, its version, and the variant of its weights. Written <c>addition@1.0.0#q8_0</c>.</summary>
public readonly record struct SkillName(string Id, string Version, string Variant) : IComparable<SkillName>
{
    public static bool TryParse(string text, out SkillName name)
    {
        name = default;
        int at = text.IndexOf('@', StringComparison.Ordinal), hash = text.IndexOf('#', StringComparison.Ordinal);
        if (at < 1 || hash < at + 2 || hash == text.Length - 1) return false;
        name = new(text[..at], text[(at + 1)..hash], text[(hash + 1)..]);
        return NameRules.IsId(name.Id) && NameRules.IsVersion(name.Version) && NameRules.IsId(name.Variant);
    }

    public int CompareTo(SkillName other) => string.CompareOrdinal(ToString(), other.ToString());

    public override string ToString() => $"{Id}@{Version}#{Variant}";
}
