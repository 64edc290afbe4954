using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Loop;

/// <summary>The options for sending commands in a step.</summary>
public sealed record StepOptions
{
    /// <summary>A plant refuses to start a command this long after its decision.</summary>
    public double CommandLifetimeSeconds { get; init; } = 5;

    /// <summary>
    /// The most times a command is handed over when the plant throws. Each attempt carries the same id, so that it acts once.
    /// </summary>
    public int Attempts { get; init; } = 2;

    public IEnumerable<string> Problems() => Broken(Positive(CommandLifetimeSeconds), AtLeast(1, Attempts));
}
