using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>A skill to load: its name, the artifact that was verified, and what was estimated of it.</summary>
public sealed record PoolSkill(SkillName Name, string ArtifactPath, ResourceEstimate? Estimate = null)
{
    /// <summary>
    /// Set when the artifact is an adapter: the skill that carries its base. That one must be in the pool, gives its weights without their
    /// being copied, and cannot leave before the adapter does.
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
        var manifest = registry.ManifestOf(name);
        var artifact = manifest.Artifacts.First(artifact => manifest.NameOf(artifact) == name);
        return new(name, registry.ArtifactPath(name), artifact.Estimate) { Base = registry.BaseOf(name), IsVerified = true };
    }
}
