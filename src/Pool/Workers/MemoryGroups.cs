using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Teleo.Engine.Storage;
using Teleo.Pool.Probes;

namespace Teleo.Pool.Workers;

/// <summary>
/// Control groups (version 2) for the memory of workers, beside the group of this process. There are none if this process may not create
/// groups there, or if they have no memory limit.
/// </summary>
internal sealed class MemoryGroups
{
    private readonly IDisk _disk;
    private readonly string _folder;

    private MemoryGroups(IDisk disk, string folder) => (_disk, _folder) = (disk, folder);

    /// <summary>Tries once whether a group can be created; otherwise gives the reason.</summary>
    /// <param name="root">The root of the file system; tests put it elsewhere.</param>
    public static bool TryFind(IDisk disk, string root, [NotNullWhen(true)] out MemoryGroups? groups, out string why)
    {
        groups = null;
        why = "this process is in no control group of version 2 that could have others beside it";
        string own = ControlGroupProbe.FolderOf(new ProbeFiles(root).Read(ControlGroupProbe.Membership, out _));
        if (own == ControlGroupProbe.Mount) return false;
        try
        {
            var found = new MemoryGroups(disk, Path.Combine(root, Path.GetDirectoryName(own)!));
            using (var trial = found.Make($"teleo-{Environment.ProcessId}-trial")) trial.Limit(1L << 30);
            (groups, why) = (found, "");
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            why = $"no control group with a bound on memory can be made here: {problem.Message}";
            return false;
        }
    }

    /// <summary>Makes a group and moves a process into it.</summary>
    public MemoryGroup Make(string name, int process)
    {
        var group = Make(name);
        group.Take(process);
        return group;
    }

    private MemoryGroup Make(string name)
    {
        string folder = Path.Combine(_folder, name);
        _disk.MakeFolder(folder);
        return new MemoryGroup(_disk, folder);
    }
}

/// <summary>One control group and its memory limit.</summary>
internal sealed class MemoryGroup(IDisk disk, string folder) : IDisposable
{
    public void Take(int process) => Write("cgroup.procs", process);

    public void Limit(long bytes) => Write("memory.max", bytes);

    /// <summary>Removes the group; one that is not empty yet stays.</summary>
    public void Dispose()
    {
        try
        {
            disk.Delete(folder);
        }
        catch (IOException)
        {
            // The system removes what is in it a little later than the process; an empty group costs nothing.
        }
    }

    // The system puts these files there; where one is missing the group has no such bound.
    private void Write(string name, long value)
    {
        string path = Path.Combine(folder, name);
        if (disk.IdentityOf(path) is null) throw new IOException($"there is no {path}");
        using var file = disk.Open(path, DiskAccess.Create);
        file.Write(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)), 0);
    }
}
