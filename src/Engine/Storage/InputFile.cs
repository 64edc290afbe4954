using Teleo.Engine.Input;

namespace Teleo.Engine.Storage;

/// <summary>
/// Files that a user names. What would never end or never begin, such as a pipe or a device, is refused before it is opened.
/// </summary>
public static class InputFile
{
    /// <exception cref="InputException">There is no such file, or it is no plain file; a link is followed.</exception>
    public static FileIdentity RequirePlain(string path)
    {
        var look = FileIdentity.Behind(path) ?? throw new InputException("FileNotFound", "no such file", path);
        if (look.IsFolder) throw new InputException("NotAFile", "a folder, where a file is needed", path);
        return look.IsPlain
            ? look
            : throw new InputException("NotAFile",
                "a pipe or a device, where a file is needed; write its content to a file and name that", path);
    }

    /// <exception cref="InputException">As <see cref="RequirePlain"/>, or the file is larger.</exception>
    public static byte[] ReadAll(string path, long largestBytes)
    {
        long size = RequirePlain(path).SizeBytes;
        return size <= largestBytes
            ? File.ReadAllBytes(path)
            : throw new InputException("TooLarge", $"{size} bytes are more than a file of this kind may have ({largestBytes})", path);
    }
}
