using Teleo.Engine.Storage;

namespace Teleo.Engine.Tests.Storage;

/// <summary>A disk whose flushes report success whatever happened: the fault that the simulator must find when it is put back.</summary>
internal sealed class ForgivingDisk(IDisk disk) : IDisk
{
    public IDiskFile Open(string path, DiskAccess access, UnixFileMode? mode = null) => new Handle(disk.Open(path, access, mode));

    public IDiskFile? TryHold(string path) => disk.TryHold(path);

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string path) => disk.Delete(path);

    public bool MakeFolder(string path) => disk.MakeFolder(path);

    public void FlushFolder(string path) => Forgive(() => disk.FlushFolder(path));

    public IReadOnlyList<string> NamesIn(string folder) => disk.NamesIn(folder);

    public FileIdentity? IdentityOf(string path) => disk.IdentityOf(path);

    private static void Forgive(Action flush)
    {
        try
        {
            flush();
        }
        catch (IOException)
        {
        }
    }

    private sealed class Handle(IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

        public void Truncate(long length) => file.Truncate(length);

        public void Flush() => Forgive(file.Flush);

        public void Dispose() => file.Dispose();
    }
}
