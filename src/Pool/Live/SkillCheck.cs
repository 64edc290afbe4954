using Teleo.Engine.Pool;

namespace Teleo.Pool.Live;

/// <summary>Examines a model that is to replace another; returns the reason it must not, or null.</summary>
internal delegate ValueTask<string?> SkillCheck(int skill, RuntimeLease lease, CancellationToken cancellation);
