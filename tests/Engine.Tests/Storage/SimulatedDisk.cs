using System.Runtime.CompilerServices;
using Teleo.Engine.Storage;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Storage;

/// <summary>
/// A disk that counts its calls and does one wrong thing at a chosen call. After <see cref="Restart"/> it holds what a disk may hold after a power
/// failure: what was flushed, and any part of the rest. Its files are mirrored in a real folder, so that models on it can be mapped.
/// </summary>
/// <remarks>
/// A flush that fails drops the writes it should have kept, and the next flush does not bring them back, as on Linux. A rename, removal or cut that fails may
/// have happened. A write that fails has written a part. All of this by the seed.
/// </remarks>
internal sealed class SimulatedDisk : IDisk
{
    private readonly TestRandom _chance;
    private readonly SimulatedFolder _top = new();
    private readonly HashSet<SimulatedFile> _held = [];
    private int _files;
    private bool _flips;

    public SimulatedDisk(string root, int seed)
    {
        Root = Path.GetFullPath(root);
        _chance = new(seed);
        Mirror();
    }

    public string Root { get; }

    /// <summary>The kind of every call so far, such as <c>Rename</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The call that goes wrong, counted from 1, and how.</summary>
    public (int Call, DiskFault Fault) Plan { get; set; }

    /// <summary>The call from which on every one fails, counted from 1; 0 for a disk that works.</summary>
    public int FailsFrom { get; set; }

    /// <summary>The chance, in thousandths, that a call goes wrong beside the plan.</summary>
    public int FaultsPerThousand { get; set; }

    /// <summary>The number of faults that have had an effect.</summary>
    public int Hits { get; private set; }

    public bool IsOff { get; private set; }

    /// <summary>A disk with the same content, all of it flushed, in another folder.</summary>
    public SimulatedDisk CopyTo(string root, int seed)
    {
        var copy = new SimulatedDisk(root, seed) { _files = _files };
        copy._top.CopyFrom(_top);
        copy.Mirror();
        return copy;
    }

    /// <summary>Cuts the power and starts again without faults: what was not flushed is kept, lost or torn.</summary>
    public void Restart(PowerLoss loss)
    {
        _top.Restart(loss, _chance);
        _held.Clear();
        (IsOff, Plan, FailsFrom, FaultsPerThousand) = (false, default, 0, 0);
        Mirror();
    }

    public IDiskFile Open(string path, DiskAccess access, UnixFileMode? mode = null) => Call<IDiskFile>(path, null, () => new Handle(this, FileAt(path, access), path));

    public IDiskFile? TryHold(string path) => Call<IDiskFile?>(path, null, () =>
    {
        var file = FileAt(path, DiskAccess.Edit);
        return _held.Add(file) ? new Handle(this, file, path) : null;
    });

    public void Rename(string from, string to) => Call(from, () => Perhaps(() => Move(from, to)), () => Move(from, to));

    public void Delete(string path) => Call(path, () => Perhaps(() => Remove(path)), () => Remove(path));

    public bool MakeFolder(string path) => Call(path, null, () =>
    {
        var (above, name) = Place(path);
        if (above.Now.ContainsKey(name)) return false;
        above.Change((name, new SimulatedFolder()));
        Directory.CreateDirectory(path);
        return true;
    });

    public void FlushFolder(string path) => Call(path, () => FolderAt(path).FlushPart(_chance), () => FolderAt(path).Flush());

    public IReadOnlyList<string> NamesIn(string folder) => Call<IReadOnlyList<string>>(folder, null, () => [.. FolderAt(folder).Now.Keys.Order(StringComparer.Ordinal)]);

    public FileIdentity? IdentityOf(string path) => Call<FileIdentity?>(path, null, () => Find(path) switch
    {
        null => null,
        SimulatedFile file => new FileIdentity(true, file.Length, file.Version, file.Version, 1, (ulong)file.Number),
        _ => new FileIdentity(false, 0, 0, 0, 1, 0) { IsFolder = true },
    });

    /// <summary>A file's content as it can be read now, without a call; null where there is none.</summary>
    public byte[]? Peek(string path) => (Find(path) as SimulatedFile)?.Bytes;

    public IReadOnlyList<string> PeekNames(string folder) => Find(folder) is SimulatedFolder there ? [.. there.Now.Keys.Order(StringComparer.Ordinal)] : [];

    /// <summary>Puts another content in the place of a file, or none, as a fault of the medium or a hand would.</summary>
    public void Spoil(string path, byte[]? content)
    {
        var (folder, name) = Place(path);
        folder.Change((name, content is null ? null : new SimulatedFile(++_files, content)));
        folder.Flush();
        Mirror();
    }

    private void Move(string from, string to)
    {
        var (source, oldName) = Place(from);
        var (target, newName) = Place(to);
        var item = source.Now.GetValueOrDefault(oldName) ?? throw new FileNotFoundException($"{from} is missing");
        if (ReferenceEquals(source, target)) source.Change((oldName, null), (newName, item));
        else
        {
            source.Change((oldName, null));
            target.Change((newName, item));
        }

        if (item is SimulatedFolder) Directory.Move(from, to);
        else File.Move(from, to, overwrite: true);
    }

    private void Remove(string path)
    {
        var (folder, name) = Place(path);
        if (!folder.Now.TryGetValue(name, out var item)) return;
        if (item is SimulatedFolder { Now.Count: > 0 }) throw new IOException($"{path} is not empty");
        folder.Change((name, null));
        if (item is SimulatedFolder) Directory.Delete(path);
        else File.Delete(path);
    }

    private void Perhaps(Action step)
    {
        if (_chance.Below(2) == 0) step();
    }

    private SimulatedFile FileAt(string path, DiskAccess access)
    {
        var (folder, name) = Place(path);
        if (folder.Now.TryGetValue(name, out var item))
        {
            var there = item as SimulatedFile ?? throw new UnauthorizedAccessException($"{path} is a folder");
            if (access == DiskAccess.Create) there.Truncate(0);
            return there;
        }

        if (access == DiskAccess.Read) throw new FileNotFoundException($"{path} is missing");
        var made = new SimulatedFile(++_files, null);
        folder.Change((name, made));
        return made;
    }

    private object? Find(string path)
    {
        string inside = Path.GetRelativePath(Root, path);
        Assert.False(inside.StartsWith("..", StringComparison.Ordinal), $"{path} is outside the disk");
        object? at = _top;
        foreach (string name in inside == "." ? [] : inside.Split(Path.DirectorySeparatorChar)) at = (at as SimulatedFolder)?.Now.GetValueOrDefault(name);
        return at;
    }

    private SimulatedFolder FolderAt(string path) => Find(path) as SimulatedFolder ?? throw new DirectoryNotFoundException($"{path} is missing");

    private (SimulatedFolder Folder, string Name) Place(string path) => (FolderAt(Path.GetDirectoryName(path)!), Path.GetFileName(path));

    private void Call(string path, Action? partly, Action whole, [CallerMemberName] string kind = "")
    {
        Call(path, partly, Whole, kind);

        bool Whole()
        {
            whole();
            return true;
        }
    }

    private T Call<T>(string path, Action? partly, Func<T> whole, [CallerMemberName] string kind = "")
    {
        if (IsOff) throw new PowerFailure();
        Calls.Add(kind);
        var fault = Plan.Call == Calls.Count ? Plan.Fault : FailsFrom > 0 && Calls.Count >= FailsFrom ? DiskFault.InputOutput : _chance.Below(1000) < FaultsPerThousand ? (DiskFault)(1 + _chance.Below(DiskFaults.All.Length)) : DiskFault.None;
        if (fault is DiskFault.None or DiskFault.FlippedBit)
        {
            _flips = fault == DiskFault.FlippedBit;
            return whole();
        }

        Hits++;
        if (fault == DiskFault.PowerAfter) whole();
        if (fault is DiskFault.PowerBefore or DiskFault.PowerAfter)
        {
            IsOff = true;
            throw new PowerFailure();
        }

        partly?.Invoke();
        throw new IOException($"{path}: {fault} (simulated)");
    }

    private void Mirror()
    {
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
        _top.WriteTo(Root);
    }

    private sealed class Handle(SimulatedDisk disk, SimulatedFile file, string path) : IDiskFile
    {
        private bool _isChanged;

        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            byte[] into = new byte[buffer.Length];
            int read = disk.Call(path, null, () => file.Read(into, offset));
            if (disk._flips && read > 0)
            {
                into[disk._chance.Below(read)] ^= (byte)(1 << disk._chance.Below(8));
                disk.Hits++;
            }

            into.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            byte[] written = bytes.ToArray();
            _isChanged = true;
            disk.Call(path, () => file.Write(written[..disk._chance.Below(written.Length + 1)], offset), () => file.Write(written, offset));
        }

        public void Truncate(long length)
        {
            _isChanged = true;
            disk.Call(path, () => disk.Perhaps(() => file.Truncate(length)), () => file.Truncate(length));
        }

        public void Flush() => disk.Call(path, () => file.FlushPart(disk._chance), file.Flush);

        public void Dispose()
        {
            if (disk.IsOff) return;
            disk._held.Remove(file);
            if (_isChanged && ReferenceEquals(disk.Find(path), file)) File.WriteAllBytes(path, file.Bytes);
        }
    }
}
