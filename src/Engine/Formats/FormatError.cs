namespace Teleo.Engine.Formats;

/// <summary>A bad file is an expected event: what was found, and where.</summary>
/// <param name="Found">The offending number as it stands in the file, where there is one.</param>
/// <param name="Subject">The key, tensor or field concerned, where there is one.</param>
public readonly record struct FormatError(FormatFault Fault, long OffsetBytes, ulong Found = 0, string? Subject = null);
