namespace Teleo.Experiments.Metrics;

/// <summary>
/// Finds the first freeze of a controller without outer causes, and the time until its next action after a change of the world.
/// </summary>
/// <param name="shiftNs">The time of the change of the world; <see cref="long.MaxValue"/> if unknown.</param>
/// <param name="stillness">Decisions in a row without an action that make a stillness.</param>
internal sealed class FreezeMeter(long shiftNs, int stillness)
{
    private long _run;
    private long _runStartNs;

    /// <summary>Beginning of the first stillness.</summary>
    public double? TimeToFreezeS { get; private set; }

    /// <summary>True if the controller was still when the world changed; null before that.</summary>
    public bool? FrozenAtShift { get; private set; }

    /// <summary>Seconds from the change to the first action after it, if the controller was frozen; null if there was none.</summary>
    public double? ReopeningS { get; private set; }

    /// <param name="isOwn">Doing nothing was the controller's own choice.</param>
    public void Note(long nowNs, bool acted, bool isOwn)
    {
        if (nowNs >= shiftNs) FrozenAtShift ??= _run >= stillness;
        if (acted && FrozenAtShift == true) ReopeningS ??= (nowNs - shiftNs) * 1e-9;
        if (acted || !isOwn)
        {
            _run = 0;
            return;
        }

        if (_run++ == 0) _runStartNs = nowNs;
        if (_run == stillness) TimeToFreezeS ??= _runStartNs * 1e-9;
    }
}
