using System.Globalization;

namespace Teleo.Bench;

/// <summary>The lines of the scoreboard.</summary>
internal static class Report
{
    public const string Header = """
        | model | threads | decode tokens/s | against each peer | prefill tokens/s | against each peer |
        |---|---|---|---|---|---|
        """;

    public static string Row(string model, int threads, Comparison result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Path.GetFileNameWithoutExtension(model)} | {threads} | {result.Median(speed => speed.Decode):F0} | {Against(result, speed => speed.Decode)} "
        + $"| {result.Median(speed => speed.Prefill):F0} | {Against(result, speed => speed.Prefill)} |");

    private static string Against(Comparison result, Func<Speed, double> phase) => string.Join(", ", result.Peers.Keys.Select(peer => string.Create(
        CultureInfo.InvariantCulture, $"{peer} {result.Median(peer, phase):F0}: **{result.Ratio(peer, phase):F2}**")));
}
