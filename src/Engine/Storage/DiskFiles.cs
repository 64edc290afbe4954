using System.Security.Cryptography;

namespace Teleo.Engine.Storage;

/// <summary>Operations on files and folders that take several calls of a disk.</summary>
public static class DiskFiles
{
    private const int Piece = 1 << 16;

    /// <summary>Returns true for the exceptions by which a disk reports a failed operation.</summary>
    public static bool IsFault(Exception error) => error is IOException or UnauthorizedAccessException;

    public static byte[] ReadAll(this IDisk disk, string path)
    {
        using var file = disk.Open(path, DiskAccess.Read);
        try
        {
            return file.ReadAll();
        }
        catch (EndOfStreamException shorter)
        {
            throw new EndOfStreamException($"{path}: {shorter.Message}", shorter);
        }
    }

    /// <summary>Reads an open file from its beginning to its end.</summary>
    public static byte[] ReadAll(this IDiskFile file)
    {
        byte[] bytes = new byte[file.Length];
        int done = 0;
        for (int read; done < bytes.Length && (read = file.Read(bytes.AsSpan(done), done)) > 0;) done += read;
        return done == bytes.Length ? bytes : throw new EndOfStreamException("the file has become shorter while it was read");
    }

    /// <summary>SHA-256 of a file's content, in lower-case hexadecimal digits.</summary>
    public static string HashOf(this IDisk disk, string path)
    {
        using var file = disk.Open(path, DiskAccess.Read);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[Piece];
        long offset = 0;
        for (int read; (read = file.Read(piece, offset)) > 0; offset += read) hash.AppendData(piece, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Makes a folder and its parents. New names are flushed.</summary>
    public static void MakeFolders(this IDisk disk, string folder)
    {
        string full = Path.GetFullPath(folder);
        if (Path.GetDirectoryName(full) is not { } above || disk.IdentityOf(full) is not null) return;
        disk.MakeFolders(above);
        if (disk.MakeFolder(full)) disk.FlushFolder(above);
    }

    /// <summary>Writes a file without a flush: after a power failure any part of it may be there.</summary>
    public static void Write(this IDisk disk, string path, ReadOnlySpan<byte> content)
    {
        using var file = disk.Open(path, DiskAccess.Create);
        file.Write(content, 0);
    }

    /// <summary>Flushes every file in a folder and below, and their names; not the folder's own name.</summary>
    public static void FlushTree(this IDisk disk, string folder)
    {
        foreach (string path in disk.NamesIn(folder).Select(name => Path.Combine(folder, name)))
        {
            var look = disk.IdentityOf(path);
            if (look is { IsFolder: true }) disk.FlushTree(path);
            if (look is not { IsPlain: true }) continue;
            using var file = disk.Open(path, DiskAccess.Read);
            file.Flush();
        }

        disk.FlushFolder(folder);
    }

    /// <summary>Removes a folder with everything in it; does nothing where there is none.</summary>
    public static void DeleteTree(this IDisk disk, string folder)
    {
        if (disk.IdentityOf(folder) is null) return;
        foreach (string path in disk.NamesIn(folder).Select(name => Path.Combine(folder, name)))
        {
            if (disk.IdentityOf(path) is { IsFolder: true }) disk.DeleteTree(path);
            else disk.Delete(path);
        }

        disk.Delete(folder);
    }

    /// <summary>Removes a file whose loss is harmless; if the disk refuses, a later collection removes it.</summary>
    public static void TryDelete(this IDisk disk, string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception error) when (IsFault(error))
        {
        }
    }
}
