using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teleo.Pool.Live;

/// <summary>
/// Asks the system to evict a file from the page cache, so that the next load is from disk. A later measurement shows whether it did.
/// </summary>
internal static partial class PageCacheControl
{
    private const int DoNotNeed = 4;   // POSIX_FADV_DONTNEED

    public static void Forget(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var file = File.OpenHandle(path);
        _ = Advise(file, 0, 0, DoNotNeed);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
