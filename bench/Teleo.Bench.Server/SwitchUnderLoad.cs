using Teleo.Engine.Models;

namespace Teleo.Bench.Server;

/// <summary>Two models of 100 MB in memory for one, asked at once: every exchange of the two must lose no request.</summary>
internal static class SwitchUnderLoad
{
    private const int Connections = 8;

    // 25 M weights of four bytes.
    private const string Shape = "512,512,8,1408,8,8,512";

    public static void Measure(string teleo, double seconds)
    {
        using var folder = new ModelFolder();
        long bytes = new FileInfo(folder.Add("one", Shape, TensorType.F32)).Length;
        folder.Add("other", Shape, TensorType.F32, 2);
        using var server = new ServerProcess(teleo, folder.Path, "--memory", "60%", "--policy", "lru");
        long answered = 0, lost = 0;
        var waits = new List<double>();
        long began = TimeProvider.System.GetTimestamp();
        FirstByte.Together(Connections, index =>
        {
            using var connection = new RawConnection(server.Address);
            for (int i = 0; TimeProvider.System.GetElapsedTime(began).TotalSeconds < 2 * seconds; i++)
            {
                var reply = connection.Ask(connection.Completion((index + i) % 2 == 0 ? "one" : "other", $"{index} {i}", 4, streams: true));
                Interlocked.Increment(ref reply.Status == 200 ? ref answered : ref lost);
                lock (waits) waits.Add(reply.First);
            }
        });
        string loads;
        using (var client = new HttpClient { BaseAddress = server.Address })
            loads = client.GetStringAsync("/metrics").Result.Split('\n').FirstOrDefault(line => line.StartsWith("teleo_loads_total", StringComparison.Ordinal)) ?? "";
        Figures.Row($"two models of {bytes / 1e6:F0} MB in memory for one, {Connections} connections ({loads})",
            $"{answered} answered, {lost} lost, first byte {waits.Median():F0} ms at the median, {waits.At(0.99):F0} at the 99th percentile", "0 lost");
    }
}
