namespace Teleo.Experiments.Workloads;

/// <summary>What was asked for cannot be made of what was given: a name, a file or a number from outside is wrong.</summary>
public sealed class InputException(string code, string message, string? file = null) : Exception(message)
{
    public string Code { get; } = code;

    public string? File { get; } = file;
}
