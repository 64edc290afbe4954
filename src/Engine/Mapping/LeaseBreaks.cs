using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teleo.Engine.Mapping;

/// <summary>
/// Read leases and the notice that one is being broken. The kernel announces a waiting writer by a signal; we use SIGURG, which a process
/// ignores by default, and check every leased file when it arrives.
/// </summary>
internal static class LeaseBreaks
{
    private const int UrgentSignal = 23;

    private static readonly HashSet<FileBytes> Watched = [];
    private static readonly PosixSignalRegistration Listener = PosixSignalRegistration.Create((PosixSignal)UrgentSignal, OnSignal);

    public static bool TryLease(SafeFileHandle file)
    {
        GC.KeepAlive(Listener);   // first use begins to listen
        return LinuxCalls.Control(file, LinuxCalls.SetSignal, UrgentSignal) == 0
            && LinuxCalls.Control(file, LinuxCalls.SetLease, LinuxCalls.ReadLease) == 0;
    }

    public static void Watch(FileBytes bytes)
    {
        lock (Watched) Watched.Add(bytes);
        bytes.YieldToWriter();   // a break announced between the lease and now found nobody to tell
    }

    public static void Forget(FileBytes bytes)
    {
        lock (Watched) Watched.Remove(bytes);
    }

    private static void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        FileBytes[] watched;
        lock (Watched) watched = [.. Watched];
        foreach (var bytes in watched) bytes.YieldToWriter();
    }
}
