using System.Diagnostics;

namespace Teleo.Engine.Tests.Skills;

/// <summary>A small file system in memory, to fill it.</summary>
internal sealed class Tmpfs : IDisposable
{
    private readonly string _folder;

    private Tmpfs(string folder) => _folder = folder;

    /// <summary>Whether this user may mount at all here.</summary>
    public static bool IsPossible { get; } = Try();

    public static Tmpfs Mount(string folder, int kibibytes)
    {
        Assert.True(Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", folder), "cannot mount");
        return new(folder);
    }

    public void Dispose() => Run("umount", _folder);

    private static bool Try()
    {
        string folder = TestFolder.New();
        bool mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder) && Run("umount", folder);
        Directory.Delete(folder);
        return mounted;
    }

    private static bool Run(string tool, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>Needs a small file system of its own: counted as skipped where none can be mounted.</summary>
internal sealed class TmpfsFactAttribute : FactAttribute
{
    public TmpfsFactAttribute() => Skip = Tmpfs.IsPossible ? null : "no file system can be mounted here";
}
