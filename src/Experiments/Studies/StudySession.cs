using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Text.Json;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>
/// One session of <c>study run</c>: code, machine, cells and duration. Stored as a separate file in the folder <c>sessions</c>, because it
/// may not change the tables.
/// </summary>
internal sealed record StudySession
{
    public int Format { get; init; } = 1;

    public required string Study { get; init; }

    public required string DefinitionSha256 { get; init; }

    /// <summary>Fields that the file leaves at their defaults.</summary>
    public required IReadOnlyList<string> Defaulted { get; init; }

    public string? RegistrationSha256 { get; init; }

    public required string Standing { get; init; }

    public required string Code { get; init; }

    public required string Commit { get; init; }

    public string Program { get; init; } = typeof(StudySession).Assembly.GetName().Version!.ToString(3);

    public string Runtime { get; init; } = RuntimeInformation.FrameworkDescription;

    public string System { get; init; } = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}";

    public string Machine { get; init; } = Environment.MachineName;

    public string Processor { get; init; } = ProcessorName();

    public int Cores { get; init; } = Environment.ProcessorCount;

    public long MemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public string Collector { get; init; } = $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}";

    /// <summary>Settings of the runtime that were given from outside, such as tiered compilation.</summary>
    public IReadOnlyList<string> RuntimeSettings { get; init; } =
        [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)).Order()
            .Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}")];

    public string Culture { get; init; } = CultureInfo.CurrentCulture.Name is { Length: > 0 } name ? name : "invariant";

    public string TimeZone { get; init; } = TimeZoneInfo.Local.Id;

    public string Command { get; init; } = $"teleo {string.Join(' ', Environment.GetCommandLineArgs().Skip(1))}";

    public required DateTimeOffset StartedUtc { get; init; }

    public required double WallSeconds { get; init; }

    public required double ProcessorSeconds { get; init; }

    public long PeakMemoryBytes { get; init; } = global::System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64;

    public required int Ran { get; init; }

    public required int Reused { get; init; }

    public required int Failed { get; init; }

    /// <summary>Finished, or the kind of its stop.</summary>
    public required string Ended { get; init; }

    public void Write(string folder)
    {
        string started = StartedUtc.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        AtomicFile.WriteText(Path.Combine(folder, "sessions", $"{started}-{Machine}-{Environment.ProcessId}.json"),
            JsonSerializer.Serialize(this, StudyFile.Options) + "\n");
    }

    private static string ProcessorName()
    {
        const string Facts = "/proc/cpuinfo";
        string? line = File.Exists(Facts)
            ? File.ReadLines(Facts).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? "unknown";
    }
}
