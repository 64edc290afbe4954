using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teleo.Engine.Mapping;

/// <summary>System calls that .NET does not wrap. The numbers are those of Linux on x86-64 and arm64.</summary>
internal static unsafe partial class LinuxCalls
{
    public const int OpenReadOnly = 0;
    public const int OpenNonBlocking = 0x800;       // a pipe named as a model file must not hang the open
    public const int OpenCloseOnExec = 0x80000;

    public const int SetSignal = 10;                // F_SETSIG
    public const int SetLease = 1024;               // F_SETLEASE
    public const int GetLease = 1025;               // F_GETLEASE
    public const int ReadLease = 0;                 // F_RDLCK
    public const int NoLease = 2;                   // F_UNLCK

    public const int ProtectRead = 1;
    public const int ProtectWrite = 2;
    public const int MapPrivate = 2;
    public const int MapAnonymous = 0x20;
    public const int RemapMayMove = 1;
    public const int RemapFixed = 2;

    public const int AdviceHugePage = 14;           // MADV_HUGEPAGE
    public const int AdvicePopulateRead = 22;       // MADV_POPULATE_READ, since Linux 5.14

    private static readonly void* MapFailed = (void*)-1;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronise(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* MapOrFail(void* address, nuint length, int protection, int flags, nint file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    private static partial void* RemapOrFail(void* oldAddress, nuint oldLength, nuint newLength, int flags, void* newAddress);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(void* address, nuint length, int advice);

    /// <summary>Fills one byte per page; the lowest bit is set if the page is in the page cache.</summary>
    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    public static partial int InCore(void* address, nuint length, byte* pages);

    /// <summary>Null where the mapping cannot be made.</summary>
    public static byte* Map(SafeFileHandle file, long length) =>
        OrNull(MapOrFail(null, (nuint)length, ProtectRead, MapPrivate, file.DangerousGetHandle(), 0));

    public static byte* MapAnonymously(long length) =>
        OrNull(MapOrFail(null, (nuint)length, ProtectRead | ProtectWrite, MapPrivate | MapAnonymous, -1, 0));

    /// <summary>Puts the pages of one mapping in the place of another, at once for every thread.</summary>
    public static bool Replace(byte* target, byte* source, long length) =>
        OrNull(RemapOrFail(source, (nuint)length, (nuint)length, RemapMayMove | RemapFixed, target)) == target;

    private static byte* OrNull(void* address) => address == MapFailed ? null : (byte*)address;
}
