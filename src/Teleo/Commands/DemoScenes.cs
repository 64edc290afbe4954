using System.Collections.Immutable;
using Teleo.Experiments.Research;
using Teleo.Figures.Drawing;

namespace Teleo.Commands;

/// <summary>One scene of the demo: a pool with one difference, and its result.</summary>
internal sealed record DemoScene(string Id, string Title, string About, string Ours, string Rival, PoolComparison Comparison)
{
    /// <summary>The result in one sentence: ours against the rival, the distance of both from the bound, and the cheaper one.</summary>
    public string Finding
    {
        get
        {
            var (ours, rival) = (Comparison[Ours], Comparison[Rival]);
            double share = 100 * (rival.Cost - ours.Cost) / rival.Cost;
            bool isEqual = Math.Abs(share) < 0.5;
            string found = isEqual ? $"{Ours} and {Rival} cost the same"
                : ours.Upper < 0 ? FormattableString.Invariant($"{Ours} costs {share:0} % less than {Rival}")
                : ours.Lower > 0 ? FormattableString.Invariant($"{Ours} costs {-share:0} % more than {Rival}")
                : $"undecided between {Ours} and {Rival}";
            string lowest = PoolComparison.Text(Comparison.LowestCost);
            string bound = double.IsNaN(Comparison.LowestCost) ? "" : $"; no policy costs less than {lowest}";
            var cheapest = Comparison.Rows[0];
            string other = cheapest.Policy == Ours || cheapest.Policy == Rival ? ""
                : $"; the cheapest here is {cheapest.Policy} with {PoolComparison.Text(cheapest.Cost)}";
            string costs = $"{PoolComparison.Text(ours.Cost)} against {PoolComparison.Text(rival.Cost)}";
            return $"{found} ({costs} s per 1,000 requests{bound}){other}";
        }
    }
}

/// <summary>The simulated scenes of the demo. They take seconds, and are the same on every machine.</summary>
internal static class DemoScenes
{
    private const string Ours = "teleodynamic", Lru = "lru";

    /// <summary>The runs of all scenes under so many seeds.</summary>
    public static int Runs(int seeds) => 9 * seeds;

    /// <summary>Draws the cost of every policy, a panel for each scene.</summary>
    public static Figure FigureOf(ImmutableArray<DemoScene> scenes) => new("scenes", [.. scenes.Select(scene => new Panel(
        new Scale.Linear("Cost", "s waited and loaded per 1,000 requests") { Zero = true },
        new Scale.Categories("", [.. scene.Comparison.Rows.Select(row => row.Policy)]),
        [
            new Mark.Bars([.. scene.Comparison.Rows.Select((row, i) => new Bar(i, row.Cost) { Label = PoolComparison.Text(row.Cost) })]),
            .. double.IsFinite(scene.Comparison.LowestCost)
                ? (Mark[])[new Mark.Rule(Direction.Vertical, scene.Comparison.LowestCost, "bound")]
                : [],
        ]) { Title = scene.Title })])
    {
        Note = $"Simulated, mean of {scenes[0].Comparison.Seeds} seeds. Shorter is better.",
    };

    public static ImmutableArray<DemoScene> Play(int seeds, Action<int> done, CancellationToken cancellation)
    {
        int before = 0;
        return
        [
            Scene("scarcity", "Memory for 6 of 16 models",
                "Demand drifts. Evicting by load times and expected requests saves waits that evicting the least recently used cannot.",
                "drift", "6", [Lru, Ours, "gdsf"], Ours, Lru),
            Scene("foresight", "Predictions that become wrong",
                "Four clients predict their requests. The predictions become wrong and then right again. A load ahead is paid from an "
                    + "account that only right predictions refill, so loads ahead stop soon after the predictions become wrong.",
                "foresight-switch", "30", [Ours + "-no-foresight", Ours, Ours + "-gate-open", Lru], Ours, Ours + "-no-foresight"),
            Scene("plenty", "Memory for all 16 models",
                "Nothing ever has to leave, so every rule that loads on demand is as good.",
                "drift", "16", [Lru, Ours], Ours, Lru),
        ];

        DemoScene Scene(string id, string title, string about, string workload, string room, string[] policies, string ours, string rival)
        {
            int start = before;
            var comparison = Experiments.Research.Pool.Simulated(workload, room)
                .Compare([.. policies.Select(name => (Contender)name)], seeds, count => done(start + count), cancellation);
            before += policies.Length * seeds;
            return new(id, title, about, ours, rival, comparison);
        }
    }
}
