using System.Globalization;
using System.Text;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>
/// Ensures that one process at a time changes a registry. The lock belongs to the operating system, so it ends with its owner and is never
/// stale; the file names the owner's process, its start and its command for waiting processes.
/// </summary>
internal static class RegistryLock
{
    private const int LongestOwner = 512;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the lock, at most for the given time.</summary>
    public static IDiskFile Take(IDisk disk, string root, TimeSpan wait, TimeProvider clock)
    {
        string path = Path.Combine(root, "lock");
        for (long began = clock.GetTimestamp(); ;)
        {
            if (disk.TryHold(path) is { } held)
            {
                SignIn(held, clock);
                return held;
            }

            if (clock.GetElapsedTime(began) >= wait)
                throw new SkillException(SkillFault.Locked, string.Create(CultureInfo.InvariantCulture,
                    $"the registry {root} is in use by {Owner(disk, path)}; waited {wait.TotalSeconds:0.#} s: try again when it ended"));
            Task.Delay(Step, clock).GetAwaiter().GetResult();
        }
    }

    // For those who wait; a disk that does not take it keeps nobody out.
    private static void SignIn(IDiskFile file, TimeProvider clock)
    {
        string command =
            string.Join(' ', Environment.GetCommandLineArgs().Select((word, index) => index == 0 ? Path.GetFileName(word) : word));
        byte[] owner = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} since {clock.GetUtcNow():u} ({command})"));
        try
        {
            file.Truncate(0);
            file.Write(owner.AsSpan(0, Math.Min(owner.Length, LongestOwner)), 0);
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
        }
    }

    private static string Owner(IDisk disk, string path)
    {
        try
        {
            using var file = disk.Open(path, DiskAccess.Read);
            byte[] owner = new byte[LongestOwner];
            int length = file.Read(owner, 0);
            return length == 0 ? "another process" : SafeText.Name(Encoding.UTF8.GetString(owner, 0, length), LongestOwner);
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            return "another process";
        }
    }
}
