using System.Collections.Immutable;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>The events of a pool, and the measurements of each skill. Any thread may write.</summary>
internal sealed class PoolLog(TimeProvider clock)
{
    private const int EventsKept = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<RuntimeEvent> _events = new();

    public long LastEvent { get; private set; }

    public ImmutableDictionary<SkillName, SkillMeasurements> Figures { get; private set; } =
        ImmutableDictionary<SkillName, SkillMeasurements>.Empty;

    public void Tell(Resident resident, RuntimeEventKind kind, string reason)
    {
        lock (_lock)
        {
            if (_events.Count == EventsKept) _events.Dequeue();
            _events.Enqueue(new(++LastEvent, clock.GetUtcNow(), resident.Skill.Name, resident.Handle, kind, reason));
        }
    }

    public void Figure(Resident resident, Func<SkillMeasurements, SkillMeasurements> change)
    {
        lock (_lock)
        {
            var name = resident.Skill.Name;
            Figures = Figures.SetItem(name, change(Figures.GetValueOrDefault(name) ?? new()) with { Estimate = resident.Skill.Estimate });
        }
    }

    public ImmutableArray<RuntimeEvent> EventsAfter(long sequence)
    {
        lock (_lock) return [.. _events.Where(entry => entry.Sequence > sequence)];
    }
}
