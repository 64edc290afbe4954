using Teleo.Engine.Input;

namespace Teleo.Shell;

/// <summary>
/// The one way for a command to end badly: printed as <c>teleo: error CODE: message (file, offset)</c>, then the exit code.
/// </summary>
internal sealed class CommandFailure(ExitCode exit, string code, string message, string? file = null, long? offset = null)
    : Exception(message)
{
    public ExitCode Exit { get; } = exit;

    public string Code { get; } = code;

    public string? File { get; } = file;

    public long? Offset { get; } = offset;

    /// <summary>Returns the failure for wrong input.</summary>
    public static CommandFailure Of(InputException wrong) => new(
        wrong.Fault switch
        {
            InputFault.Asked => ExitCode.Usage,
            InputFault.Integrity => ExitCode.IntegrityFailure,
            InputFault.Incomplete => ExitCode.Failed,
            _ => ExitCode.BadInput,
        },
        wrong.Code, wrong.Message, wrong.File);

    public static CommandFailure Usage(string message) => new(ExitCode.Usage, "Usage", message);

    public static CommandFailure BadInput(string code, string message, string? file = null, long? offset = null) =>
        new(ExitCode.BadInput, code, message, file, offset);

    public static CommandFailure Integrity(string code, string message, string? file = null, long? offset = null) =>
        new(ExitCode.IntegrityFailure, code, message, file, offset);

    /// <summary>
    /// Returns the failure for an unknown name, with the nearest known names: <c>no law 'zipff'; did you mean 'zipf'?</c>
    /// </summary>
    public static CommandFailure UnknownName(string kind, string given, IReadOnlyCollection<string> known) =>
        Usage($"no {kind} '{given}'{Suggestions.Sentence(given, known)}");

    public override string ToString()
    {
        string where = (File, Offset) switch
        {
            (null, null) => "",
            (null, { } offset) => $" (offset {offset})",
            ({ } file, null) => $" ({file})",
            ({ } file, { } offset) => $" ({file}, {offset})",
        };
        return MessageText.Shown($"teleo: error {Code}: {Message}{where}");
    }
}
