namespace Teleo.Training.Runs;

/// <summary>
/// Saves checkpoints by time: soon after the start, then less often, at most one per second and at most a twentieth of the run time. A
/// training that is killed repeatedly makes progress, whatever a step costs.
/// </summary>
public sealed class CheckpointRhythm(string path, TimeProvider clock)
{
    private const int Share = 20;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.05), Usual = TimeSpan.FromSeconds(1);
    private long _last = clock.GetTimestamp();
    private TimeSpan _shortest = First, _cost;

    /// <summary>Saves where it is time to.</summary>
    public void AfterStep(Trainer trainer)
    {
        var since = clock.GetElapsedTime(_last);
        if (since < _shortest || since < Share * _cost) return;
        long began = clock.GetTimestamp();
        Checkpoint.Save(trainer, path);
        _last = clock.GetTimestamp();
        _cost = clock.GetElapsedTime(began, _last);
        _shortest = _shortest * 2 < Usual ? _shortest * 2 : Usual;
    }
}
