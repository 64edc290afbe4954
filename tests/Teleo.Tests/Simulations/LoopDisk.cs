using System.Diagnostics;

namespace Teleo.Tests.Simulations;

/// <summary>A small ext4 disk in a file, with next to no room left on it.</summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly string _image = Path.GetTempFileName();

    private LoopDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Null where this user cannot make or mount one.</summary>
    public static LoopDisk? TryMount(int kibibytesFree)
    {
        var disk = new LoopDisk(TestFolder.New("teleo-disk"));
        using (var image = File.OpenWrite(disk._image)) image.SetLength(512 << 10);
        if (!Run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-m", "0", disk._image) || !Run("mount", "-o", "loop", disk._image, disk.Folder))
        {
            disk.Dispose();
            return null;
        }

        long room = new DriveInfo(disk.Folder).AvailableFreeSpace - (kibibytesFree << 10);
        File.WriteAllBytes(Path.Combine(disk.Folder, "filler"), new byte[room]);
        return disk;
    }

    public void Dispose()
    {
        Run("umount", Folder);
        File.Delete(_image);
        Directory.Delete(Folder, recursive: true);
    }

    private static bool Run(string tool, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>Needs a small disk of its own: counted as skipped where none can be mounted.</summary>
internal sealed class LoopDiskFactAttribute : FactAttribute
{
    private static readonly bool IsPossible = Try();

    public LoopDiskFactAttribute() => Skip = IsPossible ? null : "no disk can be mounted here";

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var disk = LoopDisk.TryMount(kibibytesFree: 64);
        return disk is not null;
    }
}
