using System.Globalization;

namespace Teleo.Engine.Bytes;

/// <summary>The fault of a bad file: found value and place.</summary>
/// <param name="Found">The wrong number in the file, if any.</param>
/// <param name="Subject">The key, tensor or field concerned, where there is one.</param>
public readonly record struct FormatError(FormatFault Fault, long OffsetBytes, ulong Found = 0, string? Subject = null)
{
    public EngineErrorCode Code => Fault.Code();

    /// <summary>Gives the error and returns false, as a method does that tries something.</summary>
    internal static bool Fail(FormatFault fault, long offset, ulong found, string? subject, out FormatError error)
    {
        error = new(fault, offset, found, subject);
        return false;
    }

    /// <summary>Returns one sentence for users, without the name of the file.</summary>
    public override string ToString()
    {
        var subject = Subject is null ? "" : Subject + ": ";
        string found = Found == 0 ? "" : Fault == FormatFault.BadMagic ? $", it begins with '{Beginning(Found)}'"
            : string.Create(CultureInfo.InvariantCulture, $", found {Found}");
        return string.Create(CultureInfo.InvariantCulture, $"{subject}{Fault.Phrase()}{found} (offset {OffsetBytes})");
    }

    /// <summary>The first four bytes of a file as letters where they are letters, else as dots.</summary>
    private static string Beginning(ulong magic) =>
        string.Concat(Enumerable.Range(0, 4).Select(i => (char)(magic >> (8 * i) & 0xff)).Select(c => c is >= ' ' and <= '~' ? c : '.'));
}
