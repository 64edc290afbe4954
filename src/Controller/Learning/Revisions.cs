namespace Teleo.Controller.Learning;

/// <summary>
/// The counters of the four parts of the state. They move independently: theta on every event, structure only when it changed.
/// </summary>
public readonly record struct Revisions(long Structure, long Adaptation, long Resource, long Trajectory);
