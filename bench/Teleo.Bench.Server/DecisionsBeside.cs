using Teleo.Engine.Models;

namespace Teleo.Bench.Server;

/// <summary>
/// Hits of one model while the loop decides ten times a second over 256, beside hits while nothing is decided. Two servers take turns,
/// and the one that is not asked is halted.
/// </summary>
internal static class DecisionsBeside
{
    private const int Models = 256;
    private const double TurnSeconds = 1;

    public static void Measure(string teleo, double seconds)
    {
        using var folder = new ModelFolder();
        for (int i = 0; i < Models; i++) folder.Add($"tiny-{i}", "tiny", TensorType.F32, (ulong)i + 1);
        using var deciding = new ServerProcess(teleo, folder.Path, "--memory", "50%", "--policy", "teleodynamic:tick=0.1");
        using var still = new ServerProcess(teleo, folder.Path, "--memory", "50%", "--policy", "teleodynamic:tick=3600");
        var servers = new[] { deciding, still };
        var times = new[] { new List<double>(), new List<double>() };
        foreach (var server in servers) Ask(server, Models, Math.Max(2, seconds / 2), []);
        foreach (var server in servers) server.Halt(true);
        for (double at = 0; at < seconds; at += TurnSeconds)
            for (int i = 0; i < servers.Length; i++)
            {
                servers[i].Halt(false);
                Ask(servers[i], 1, TurnSeconds, times[i]);
                servers[i].Halt(true);
            }

        foreach (var server in servers) server.Halt(false);
        Figures.Row($"a hit with {Models} models decided over at 10 Hz, beside no decisions, {times[0].Count} and {times[1].Count} hits",
            $"{times[0].At(0.99):F3} and {times[1].At(0.99):F3} ms at the 99th percentile ({times[0].Median():F3} and {times[1].Median():F3} at the median)",
            "+1 ms");
    }

    /// <summary>Asks the first so many models in turn and keeps the times of those that came at once.</summary>
    private static void Ask(ServerProcess server, int models, double seconds, List<double> times)
    {
        using var connection = new RawConnection(server.Address);
        byte[][] requests = [.. Enumerable.Range(0, models).Select(i => connection.Completion($"tiny-{i}", "1", 1, streams: false))];
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; TimeProvider.System.GetElapsedTime(began).TotalSeconds < seconds; i++)
            times.Add(connection.Ask(requests[i % models]).Whole);
    }
}
