using System.Globalization;

namespace Teleo.Engine.Bytes;

/// <summary>A bad file is an expected event: what was found, and where.</summary>
/// <param name="Found">The offending number as it stands in the file, where there is one.</param>
/// <param name="Subject">The key, tensor or field concerned, where there is one.</param>
public readonly record struct FormatError(FormatFault Fault, long OffsetBytes, ulong Found = 0, string? Subject = null)
{
    public EngineErrorCode Code => Fault.Code();

    /// <summary>One sentence for people; the edge adds the file's name.</summary>
    public override string ToString()
    {
        var subject = Subject is null ? "" : Subject + ": ";
        var found = Found == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", found {Found}");
        return string.Create(CultureInfo.InvariantCulture, $"{subject}{Fault.Phrase()}{found} (offset {OffsetBytes})");
    }
}
