using Teleo.Engine.Input;

namespace Teleo.Engine.Storage;

/// <summary>
/// Opens files that a user names. A file that could block or never end, such as a pipe or a device, is refused before it is opened.
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

    /// <summary>Opens a file to be read from its beginning.</summary>
    /// <exception cref="InputException">As <see cref="RequirePlain"/>.</exception>
    public static FileStream Open(string path, int bufferBytes = 1 << 16)
    {
        RequirePlain(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferBytes, FileOptions.SequentialScan);
    }

    /// <summary>Reads a text in UTF-8; bytes that are none become the replacement character.</summary>
    /// <exception cref="InputException">As <see cref="ReadAll"/>.</exception>
    public static string ReadText(string path, long largestBytes)
    {
        using var text = new StreamReader(new MemoryStream(ReadAll(path, largestBytes)));
        return text.ReadToEnd();
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
