using System.Globalization;

namespace Teleo.Bench;

/// <summary>The lines of the scoreboard. What is reached is bold.</summary>
internal static class Report
{
    public static string Header(BenchOptions options)
    {
        string[] peers = [.. options.Peers.Select(peer => peer.Name)];
        string[] columns = peers.Length == 0
            ? ["model", "type", "threads", "decode", "prefill"]
            : ["model", "type", "threads", "decode", .. peers, "against the better (wanted)", "prefill", .. peers, $"against {peers[0]} (wanted)"];
        return Lines(columns);
    }

    public static string Row(ModelLabel model, int threads, Comparison result)
    {
        string[] peers = [.. result.Peers.Keys];
        string[] Phase(Func<Speed, double> phase, string[] against, double wanted) =>
        [
            Whole(result.Median(phase)), .. peers.Select(peer => Whole(result.Median(peer, phase))),
            .. peers.Length == 0 ? [] : new[] { AtLeast(result.Ratio(against, phase), wanted) },
        ];
        return Line([
            model.Name, model.Type, threads.ToString(CultureInfo.InvariantCulture),
            .. Phase(speed => speed.Decode, peers, model.Wanted.Decode),
            .. Phase(speed => speed.Prefill, peers[..Math.Min(1, peers.Length)], model.Wanted.Prefill),
        ]);
    }

    public static string FirstTokenHeader(BenchOptions options) => Lines(
        ["model", "type", "Teleo", .. options.Peers.SelectMany(peer => new[] { peer.Name, $"least against least (wanted {Text(Wanted.FirstToken)})" })]);

    public static string Row(ModelLabel model, FirstToken result) => Line([
        model.Name, model.Type, Times(result.Own),
        .. result.Peers.Values.SelectMany(peer => new[] { Times(peer), Bold(result.Own.Min() / peer.Min(), result.Own.Min() <= Wanted.FirstToken * peer.Min()) }),
    ]);

    private static string Lines(string[] columns) => $"{Line(columns)}\n|{string.Concat(columns.Select(_ => "---|"))}";

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells)} |";

    private static string Times(double[] milliseconds) => $"{Text(milliseconds.Median())} ms, least {Text(milliseconds.Min())}";

    private static string AtLeast(double ratio, double wanted) => $"{Bold(ratio, ratio >= wanted)} ({wanted.ToString(CultureInfo.InvariantCulture)})";

    private static string Bold(double ratio, bool isReached) => isReached ? $"**{Text(ratio)}**" : Text(ratio);

    private static string Text(double number) => number.ToString("F2", CultureInfo.InvariantCulture);

    private static string Whole(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
