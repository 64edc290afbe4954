using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>A skill to load: its name, the artifact that was verified, and what was estimated of it.</summary>
public sealed record PoolSkill(SkillName Name, string ArtifactPath, ResourceEstimate? Estimate = null);
