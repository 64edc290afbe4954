namespace Teleo.Engine.Tests.Storage;

/// <summary>Real folders for simulated disks, in memory where the system has a file system there.</summary>
internal static class SimulatedFolders
{
    private const string InMemory = "/dev/shm";
    private static int _made;

    public static string New() => Directory.CreateDirectory(
        Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"teleo-disk-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}")).FullName;
}
