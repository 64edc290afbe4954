using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>
/// Examines a model that is to replace another, by requests that nobody else sees; returns the reason it must not, or null.
/// </summary>
internal delegate ValueTask<string?> SkillCheck(int skill, Func<PoolRequest, Task<PoolAnswer>> ask);
