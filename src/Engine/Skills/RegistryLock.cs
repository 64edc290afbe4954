using System.Globalization;
using System.Text;

namespace Teleo.Engine.Skills;

/// <summary>
/// Only one process changes a registry at a time. The lock is the operating system's, so it ends with its owner and can never be stale; the
/// owner's process id stands in the file to be named to those who wait.
/// </summary>
internal sealed class RegistryLock : IDisposable
{
    private readonly FileStream _file;

    private RegistryLock(FileStream file) => _file = file;

    public static RegistryLock Take(string root)
    {
        string path = Path.Combine(root, "lock");
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            SignIn(file);
            return new RegistryLock(file);
        }
        catch (IOException error)
        {
            throw new SkillException(SkillFault.Locked, $"the registry {root} is in use by process {Owner(path)}", error);
        }
    }

    public void Dispose() => _file.Dispose();

    // For those who wait; a full disk keeps nobody out.
    private static void SignIn(FileStream file)
    {
        try
        {
            file.SetLength(0);
            RandomAccess.Write(file.SafeFileHandle, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), 0);
        }
        catch (IOException)
        {
        }
    }

    private static string Owner(string path)
    {
        try
        {
            // The lock is advisory: reading the owner's number does not ask for it.
            using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(reader);
            return text.ReadLine() ?? "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
