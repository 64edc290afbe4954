namespace Teleo.Controller.Guards;

/// <summary>The hard limits of a pool, the same for every policy that drives it.</summary>
public sealed record GuardOptions
{
    /// <summary>A command that is expected to take longer is not started.</summary>
    public double CommandTimeoutSeconds { get; init; } = 600;

    /// <summary>Off only for a policy whose shipped rule unloads busy runtimes; the aborts are then the plant's to count.</summary>
    public bool ProtectBusy { get; init; } = true;

    public IEnumerable<string> Problems()
    {
        if (!(CommandTimeoutSeconds > 0)) yield return $"{nameof(CommandTimeoutSeconds)} must be above 0, is {CommandTimeoutSeconds}";
    }
}
