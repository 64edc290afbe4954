using System.Runtime.InteropServices;
using Teleo.Engine.Mapping;

namespace Teleo.Engine.Storage;

/// <summary>Flushes a folder, so that names made or removed in it are on the disk.</summary>
internal static partial class FolderFlush
{
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        int descriptor = LinuxCalls.Open(folder, LinuxCalls.OpenReadOnly | LinuxCalls.OpenCloseOnExec);
        if (descriptor < 0) return; // A folder that cannot be opened for reading: the rename holds, only its durability is the system's choice.
        _ = Synchronise(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronise(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
