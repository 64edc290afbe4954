using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>A skill to load: its name and the artifact that was verified.</summary>
public sealed record PoolSkill(SkillName Name, string ArtifactPath)
{
    /// <summary>
    /// Set for an adapter: the skill of its base. The base must be in the pool, shares its weights without a copy, and cannot be unloaded
    /// before the adapter.
    /// </summary>
    public SkillName? Base { get; init; }

    /// <summary>Set where hash, structure and weights of the artifact were checked, so that a load need not read them again.</summary>
    public bool IsVerified { get; init; }

    /// <summary>
    /// A skill of a registry, verified now: hash and structure once per content, an adapter's fit to its base among them.
    /// </summary>
    public static PoolSkill Of(SkillRegistry registry, SkillName name)
    {
        registry.Verify(name);
        return new(name, registry.ArtifactPath(name)) { Base = registry.BaseOf(name), IsVerified = true };
    }
}
