using Teleo.Controller.Domain;
using Teleo.Engine.Models;

namespace Teleo.Bench.Server;

/// <summary>The times of an answer through HTTP beside the engine alone: its first byte, each further token, and with many connections.</summary>
internal static class FirstByte
{
    private const double WarmingSeconds = 3;
    private const int Connections = 200;

    private static readonly (string Shape, TensorType Type)[] Models = [("512,64,5,192,8,4,512", TensorType.F32), ("17M", TensorType.Q8_0)];

    public static void Measure(string teleo, double seconds)
    {
        foreach (var (shape, type) in Models)
        {
            var (alone, served) = Pairs(teleo, shape, type, tokens: 4, seconds);
            var over = served.Zip(alone, (one, other) => one.First - other.First).ToList();
            var ofHttp = served.Select(one => one.First - one.Prefill).ToList();
            Figures.Row(
                $"first byte over the engine's, {shape} {type}, {over.Count} pairs",
                $"+{over.Median():F3} ms at the median ({served.Select(one => one.First).Median():F3} and {alone.Select(one => one.First).Median():F3}), "
                    + $"+{over.At(0.99):F3} at the 99th percentile; {ofHttp.Median():F3} over what the server itself spent on the prompt",
                "+0.5 at the median");
        }
    }

    public static void MeasureStreams(string teleo, double seconds)
    {
        const int Few = 8, Many = 72;
        foreach (var (shape, type) in Models)
        {
            // Many tokens less few: pieces may reach a client together, so that single times say little.
            var few = Pairs(teleo, shape, type, Few, seconds / 2);
            var many = Pairs(teleo, shape, type, Many, seconds);
            double PerToken(Func<(List<Answered> Alone, List<Answered> Served), List<Answered>> side) =>
                (side(many).Select(one => one.Whole).Median() - side(few).Select(one => one.Whole).Median()) / (Many - Few);
            double alone = PerToken(pairs => pairs.Alone), served = PerToken(pairs => pairs.Served);
            Figures.Row($"a streamed token by the engine's, {shape} {type}, {few.Alone.Count} and {many.Alone.Count} pairs",
                $"{100 * (served / alone - 1):+0.0;-0.0} % ({1e3 * served:F1} and {1e3 * alone:F1} us)", "+5 %");
        }
    }

    /// <summary>Measures first bytes while many connections ask, each at moments of its own, a small part of what the server can do.</summary>
    public static void MeasureConnections(string teleo, double seconds)
    {
        var (shape, type) = Models[0];
        using var folder = new ModelFolder();
        using var engine = new EngineAlone(folder.Add("model", shape, type));
        using var server = new ServerProcess(teleo, folder.Path, "--memory", "100%");
        Warm(server, engine, 4);
        var alone = new List<double>();
        for (int i = 0; i < 500; i++) alone.Add(engine.Answer($"{i} again", 4).First);
        var over = new List<double>();
        Together(Connections, index =>
        {
            using var connection = new RawConnection(server.Address);
            var moments = new SeedTree(1).Stream("moments", entity: (uint)index);
            long began = TimeProvider.System.GetTimestamp();
            for (double at = moments.NextExponential(); at < seconds; at += moments.NextExponential())
            {
                double wait = at - TimeProvider.System.GetElapsedTime(began).TotalSeconds;
                if (wait > 0) Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System).Wait();
                double first = connection.Ask(connection.Completion("model", $"{index} at {at}", 4, streams: true)).First;
                lock (over) over.Add(first - alone.Median());
            }
        });
        Figures.Row($"first byte over the engine's, {Connections} connections, {over.Count / seconds:F0} requests/s",
            $"+{over.Median():F3} ms at the median, +{over.At(0.99):F3} at the 99th percentile", "+2 at the 99th percentile");
    }

    /// <summary>Measures several servers in turn.</summary>
    public static void MeasurePeers(string[][] peers, double seconds)
    {
        var first = peers.Select(_ => new List<double>()).ToArray();
        var connections = peers.Select(peer => new RawConnection(new Uri(peer[0]))).ToArray();
        Rounds(WarmingSeconds + seconds, (round, elapsed) =>
        {
            for (int i = 0; i < peers.Length; i++)
            {
                var reply = connections[i].Ask(connections[i].Completion(peers[i][1], $"{round} times", 4, streams: true));
                if (elapsed > WarmingSeconds) first[i].Add(reply.First);
            }
        });
        for (int i = 0; i < peers.Length; i++)
        {
            connections[i].Dispose();
            string rate = $"{ShortRequests.PerSecond(new Uri(peers[i][0]), peers[i][1], 1, seconds).PerSecond:F0}";
            Figures.Row(string.Join('=', peers[i]), $"first byte {first[i].Median():F3} ms at the median, {rate} requests of one token/s", "");
        }
    }

    private static (List<Answered> Alone, List<Answered> Served) Pairs(
        string teleo, string shape, TensorType type, int tokens, double seconds)
    {
        using var folder = new ModelFolder();
        using var engine = new EngineAlone(folder.Add("model", shape, type));
        using var server = new ServerProcess(teleo, folder.Path, "--memory", "100%");
        Warm(server, engine, tokens);
        var (alone, served) = (new List<Answered>(), new List<Answered>());
        using var connection = new RawConnection(server.Address);
        Rounds(seconds, (round, _) =>
        {
            var (first, whole) = engine.Answer($"{round} times", tokens);
            alone.Add(new Answered(first, whole, double.NaN));
            var reply = connection.Ask(connection.Completion("model", $"{round} times", tokens, streams: true));
            served.Add(new Answered(reply.First, reply.Whole, reply.Prefill));
        });
        return (alone, served);
    }

    private static void Warm(ServerProcess server, EngineAlone engine, int tokens)
    {
        using var connection = new RawConnection(server.Address);
        Rounds(WarmingSeconds, (round, _) =>
        {
            engine.Answer($"warm {round}", tokens);
            var reply = connection.Ask(connection.Completion("model", $"warm {round}", tokens, streams: true));
            if (reply.Status != 200) throw new InvalidOperationException($"the server answered {reply.Status}: {reply.Fault}");
        });
    }

    private static void Rounds(double seconds, Action<int, double> round)
    {
        long began = TimeProvider.System.GetTimestamp();
        double elapsed = 0;
        for (int i = 0; elapsed < seconds; i++)
        {
            round(i, elapsed);
            elapsed = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        }
    }

    /// <summary>Milliseconds to the first piece and to the end, and those that a server says it spent on the prompt.</summary>
    private readonly record struct Answered(double First, double Whole, double Prefill);

    /// <summary>Runs something on so many threads at once.</summary>
    public static void Together(int threads, Action<int> run)
    {
        Thread[] all = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => run(index)))];
        foreach (var thread in all) thread.Start();
        foreach (var thread in all) thread.Join();
    }
}
