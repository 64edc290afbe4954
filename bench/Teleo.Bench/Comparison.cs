namespace Teleo.Bench;

/// <summary>Everybody's speeds on one model, round by round, so that a ratio compares neighbours in time.</summary>
internal sealed record Comparison(Speed[] Own, Dictionary<string, Speed[]> Peers)
{
    public static Comparison Run(BenchOptions options, string model, int threads)
    {
        using var engine = new OwnEngine(options, model, threads);
        engine.Measure();
        var own = new Speed[options.Rounds];
        var peers = options.Peers.ToDictionary(peer => peer.Name, _ => new Speed[options.Rounds]);
        for (int round = 0; round < options.Rounds; round++)
        {
            own[round] = engine.Measure();
            foreach (var (name, path) in options.Peers) peers[name][round] = Peer.Measure(options, path, model, threads);
        }
        return new(own, peers);
    }

    public double Median(Func<Speed, double> phase) => Middle(Own.Select(phase));

    public double Median(string peer, Func<Speed, double> phase) => Middle(Peers[peer].Select(phase));

    /// <summary>The median over rounds of our speed divided by that peer's.</summary>
    public double Ratio(string peer, Func<Speed, double> phase) =>
        Middle(Own.Zip(Peers[peer], (own, other) => phase(own) / phase(other)));

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
