using System.Collections.Immutable;
using System.Diagnostics;

namespace Teleo.Pool.Workers;

/// <summary>
/// Starts worker processes. A worker gets three pipes and a few environment variables, and nothing else of the server: no other variables,
/// no working folder, no files or sockets.
/// </summary>
/// <param name="command">The program and its arguments.</param>
/// <param name="groups">Bounds what each may take; null where the machine does not allow it.</param>
internal sealed class WorkerLauncher(ImmutableArray<string> command, MemoryGroups? groups)
{
    /// <summary>The inherited variables: by name, or by prefix if the entry ends in an underscore.</summary>
    private static readonly string[] Inherited =
        ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "TZ", "SystemRoot", "USERPROFILE", "DOTNET_"];

    private int _started;

    public WorkerProcess Start()
    {
        var process = Process.Start(SettingsOf(command))!;
        try
        {
            var group = groups?.Make($"teleo-{Environment.ProcessId}-{Interlocked.Increment(ref _started)}", process.Id);
            return new WorkerProcess(process, group);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    internal static ProcessStartInfo SettingsOf(ImmutableArray<string> command)
    {
        var settings = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (string name in settings.Environment.Keys.Where(name => !IsInherited(name)).ToList()) settings.Environment.Remove(name);
        return settings;
    }

    private static bool IsInherited(string name) =>
        Inherited.Any(known => known[^1] == '_' ? name.StartsWith(known, StringComparison.Ordinal) : name == known);
}
