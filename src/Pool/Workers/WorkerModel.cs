using Teleo.Engine.Pool;

namespace Teleo.Pool.Workers;

/// <summary>The model that a worker runs.</summary>
/// <param name="Skill">Its name and file.</param>
/// <param name="Under">The base of an adapter; null for a whole model.</param>
/// <param name="Sessions">Requests that it works on at once.</param>
internal sealed record WorkerModel(PoolSkill Skill, PoolSkill? Under, int Sessions);
