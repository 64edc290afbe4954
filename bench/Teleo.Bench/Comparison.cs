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

    public double Median(Func<Speed, double> phase) => Own.Select(phase).Median();

    public double Median(string peer, Func<Speed, double> phase) => Peers[peer].Select(phase).Median();

    /// <summary>The median over rounds of our speed divided by the best of some peers in the same round.</summary>
    public double Ratio(IReadOnlyCollection<string> peers, Func<Speed, double> phase) =>
        Own.Select((own, round) => phase(own) / peers.Max(peer => phase(Peers[peer][round]))).Median();
}
