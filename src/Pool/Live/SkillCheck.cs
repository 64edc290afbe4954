using Teleo.Pool.Requests;

namespace Teleo.Pool.Live;

/// <summary>Checks a model that is to replace another with its own requests; returns the reason for a refusal, or null.</summary>
internal delegate ValueTask<string?> SkillCheck(int skill, Func<PoolRequest, Task<PoolAnswer>> ask);
