namespace Teleo.Engine.Input;

/// <summary>A name, a file or a number from outside is wrong, or the data it names does not hold.</summary>
public sealed class InputException(string code, string message, string? file = null, InputFault fault = InputFault.Malformed)
    : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Returns the refusal of a name, a number or a setting of the user.</summary>
    public static InputException Asked(string code, string message) => new(code, message, fault: InputFault.Asked);

    public string? File { get; } = file;

    public InputFault Fault { get; } = fault;
}
