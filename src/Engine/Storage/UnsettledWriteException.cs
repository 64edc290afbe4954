namespace Teleo.Engine.Storage;

/// <summary>
/// The last step of writing a file failed: its new content is whole, but whether the old or the new content stands after a power failure
/// is not known.
/// </summary>
public sealed class UnsettledWriteException(string path, Exception cause)
    : IOException($"{cause.Message}; the old or the new content of {path} may stand after a power failure", cause);
