namespace Teleo.Engine.Storage;

/// <summary>
/// The last step of writing a file failed: its new content is complete, but after a power failure either the old or the new content may
/// remain.
/// </summary>
public sealed class UnsettledWriteException(string path, Exception cause)
    : IOException($"{cause.Message}; the old or the new content of {path} may stand after a power failure", cause);
