using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Guards;

/// <summary>The hard limits of a pool, the same for every policy that drives it.</summary>
public sealed record GuardOptions
{
    /// <summary>A command that is expected to take longer is not started.</summary>
    public double CommandTimeoutSeconds { get; init; } = 600;

    /// <summary>Draining needs a plant that can.</summary>
    public BusyRule Busy { get; init; } = BusyRule.Protect;

    public IEnumerable<string> Problems() => Broken(Positive(CommandTimeoutSeconds));
}
