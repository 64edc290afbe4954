using Teleo.Experiments.Comparisons;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Simulations;

public sealed class FrontierTests
{
    [Fact]
    public void The_hypervolume_is_the_area_of_the_stairs_below_the_reference()
    {
        FrontierPoint[] points = [new(1, 6), new(2, 3), new(2, 5), new(4, 1), new(9, 9)];
        Assert.Equal([new(1, 6), new(2, 3), new(4, 1)], Frontier.Of(points));
        double area = (8 - 1) * (10 - 6) + (8 - 2) * (6 - 3) + (8 - 4) * (3 - 1);
        Assert.Equal(area / 80, Frontier.Hypervolume(points, new(8, 10)), 1e-12);
        Assert.Equal(0, Frontier.Hypervolume([new(9, 1), new(1, 11)], new(8, 10)));
        Assert.Equal(1, Frontier.Hypervolume([new(0, 0)], new(8, 10)));
    }

    [Fact]
    public void A_grid_and_the_standings_are_printed_within_a_hundred_columns()
    {
        var grid = Cli.Run("sim", "frontier", "-w", "rare", "-c", "3", "-p", "ttl,lru", "--factors", "0.5,2", "--seeds", "1");
        Assert.Equal((ExitCode.Ok, ""), (grid.Exit, grid.Error));
        Assert.Contains("ttl", grid.Out, StringComparison.Ordinal);
        Assert.All(grid.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        Cli.Run("sim", "frontier", "-w", "rare", "-c", "3", "-p", "lruu").AssertFails(ExitCode.Usage, "UnknownPolicy");
    }
}
