namespace Teleo.Training.Runs;

/// <summary>
/// Saves checkpoints by time: at most one a second, and so seldom that saving takes at most a twentieth of the time. A training that is
/// killed again and again gets on, whatever a step costs.
/// </summary>
public sealed class CheckpointRhythm(string path, TimeProvider clock)
{
    private const int Share = 20;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private long _last = clock.GetTimestamp();
    private TimeSpan _cost;

    /// <summary>Saves where it is time to.</summary>
    public void AfterStep(Trainer trainer)
    {
        var since = clock.GetElapsedTime(_last);
        if (since < Shortest || since < Share * _cost) return;
        long began = clock.GetTimestamp();
        Checkpoint.Save(trainer, path);
        _last = clock.GetTimestamp();
        _cost = clock.GetElapsedTime(began, _last);
    }
}
