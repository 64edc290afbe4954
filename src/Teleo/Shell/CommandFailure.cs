using Teleo.Engine.Input;
using Teleo.Engine.Skills;

namespace Teleo.Shell;

/// <summary>
/// The one way for a command to end badly: printed as <c>teleo: error CODE: message (file, offset)</c>, then the exit code.
/// </summary>
internal sealed class CommandFailure(ExitCode exit, string code, string message, string? file = null, long? offset = null)
    : Exception(message)
{
    /// <summary>The faults of a package's content or signer.</summary>
    private static readonly SkillFault[] Distrusted =
    [
        SkillFault.HashMismatch, SkillFault.SizeMismatch, SkillFault.SignatureRefused, SkillFault.OlderVersion,
        SkillFault.OtherPublisher, SkillFault.TrustRefused, SkillFault.Damaged,
    ];

    /// <summary>The faults of a registry that is not in a state for the command.</summary>
    private static readonly SkillFault[] Impossible =
    [
        SkillFault.Locked, SkillFault.StorageFailed, SkillFault.Quarantined, SkillFault.InUse,
        SkillFault.IllegalTransition, SkillFault.StillNeeded,
    ];

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

    /// <summary>Returns the failure for a refusal of the registry or of a package.</summary>
    public static CommandFailure Of(SkillException refused) => new(
        Distrusted.Contains(refused.Fault) ? ExitCode.IntegrityFailure
            : Impossible.Contains(refused.Fault) ? ExitCode.Failed
            : ExitCode.BadInput,
        refused.Fault.ToString(), refused.Message);

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
