using Teleo.Engine.Models;

namespace Teleo.Bench.Server;

/// <summary>Short requests a second that a server answers over many connections. The clients run on the same processors.</summary>
internal static class ShortRequests
{
    private const int Connections = 64;

    public static void Measure(string teleo, double seconds)
    {
        using var folder = new ModelFolder();
        string[] models = [.. Enumerable.Range(0, 8).Select(i => $"tiny-{i}")];
        foreach (var (model, i) in models.Select((model, i) => (model, i))) folder.Add(model, "tiny", TensorType.F32, (ulong)i + 1);
        using var server = new ServerProcess(teleo, folder.Path, "--memory", "100%");
        PerSecond(server.Address, models, 1, Math.Max(2, seconds / 2));
        var (perSecond, failed, times) = PerSecond(server.Address, models, 1, seconds);
        Figures.Row($"short requests over {Connections} connections, 8 tiny models",
            $"{perSecond:F0}/s, {times.Median():F2} ms at the median, {times.At(0.99):F2} at the 99th percentile, {failed} failed", "5,000/s");
    }

    public static (double PerSecond, long Failed, List<double> Times) PerSecond(Uri address, string model, int tokens, double seconds) =>
        PerSecond(address, [model], tokens, seconds);

    private static (double PerSecond, long Failed, List<double> Times) PerSecond(Uri address, string[] models, int tokens, double seconds)
    {
        long answered = 0, failed = 0;
        var times = new List<double>();
        long began = TimeProvider.System.GetTimestamp();
        FirstByte.Together(Connections, index =>
        {
            using var connection = new RawConnection(address);
            byte[] request = connection.Completion(models[index % models.Length], "1", tokens, streams: false);
            var own = new List<double>();
            while (TimeProvider.System.GetElapsedTime(began).TotalSeconds < seconds)
            {
                var reply = connection.Ask(request);
                if (reply.Status == 200) own.Add(reply.Whole);
                else if (Interlocked.Increment(ref failed) == 1) Console.Error.WriteLine($"answered {reply.Status}: {reply.Fault}");
            }

            Interlocked.Add(ref answered, own.Count);
            lock (times) times.AddRange(own);
        });
        return (answered / TimeProvider.System.GetElapsedTime(began).TotalSeconds, failed, times);
    }
}
