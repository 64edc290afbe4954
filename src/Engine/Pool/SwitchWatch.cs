namespace Teleo.Engine.Pool;

/// <summary>Counts the failed requests of what a switch has brought in, until there are too many.</summary>
internal sealed class SwitchWatch(int borne)
{
    private readonly TaskCompletionSource _trouble = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = borne;

    public Task Trouble => _trouble.Task;

    public void Fail()
    {
        if (Interlocked.Decrement(ref _left) < 0) _trouble.TrySetResult();
    }
}
