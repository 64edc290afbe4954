using System.Globalization;
using System.Text.RegularExpressions;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Tests.Tracing;

/// <summary>The numbers of an explanation add up as they are written, under the old law and with accounts of sources.</summary>
public sealed partial class ExplanationTests
{
    [Theory]
    [InlineData("steady")]
    [InlineData("moving")]
    public void The_way_of_the_resource_and_the_worth_of_a_choice_add_up(string name)
    {
        using var stream = TraceFile.Open(Repository.PathOf("traces", "decisions", name + ".jsonl.gz"));
        Check(stream);
    }

    [Fact]
    public void They_add_up_where_sources_have_accounts()
    {
        using var stream = new MemoryStream(Reports.BetFigureTests.Trace.Value);
        Assert.True(Check(stream) > 20);
    }

    /// <summary>Gives the number of moves that had parts.</summary>
    private static int Check(Stream stream)
    {
        var reader = new TraceReader(stream);
        int moves = 0;
        for (var line = reader.Read(); line != TraceLine.End && moves < 400; line = reader.Read())
        {
            if (line != TraceLine.Decision) continue;
            string said = Explanation.Of(reader.Record, reader.Header.Catalog, reader.Header.Options.Foresight);
            var move = Move().Match(said);
            if (move.Success)
            {
                moves += Parts().Count(move.Groups[3].Value) > 0 ? 1 : 0;
                Assert.True(Number(move.Groups[2]) - Number(move.Groups[1]) == Parts().Matches(move.Groups[3].Value).Sum(part => Number(part)), said);
                Assert.DoesNotContain("by rounding", move.Groups[3].Value.Replace("0.01 by rounding", "").Replace("0.02 by rounding", ""), StringComparison.Ordinal);
            }

            var worth = Worth().Match(said);
            if (worth.Success && Math.Abs(reader.Record.Advantage(reader.Record.Choice.Chosen)) < 100)
                Assert.True(Number(worth.Groups[1]) == Parts().Matches(worth.Groups[2].Value).Sum(part => Number(part)), said);
        }

        return moves;
    }

    private static decimal Number(Capture text) => decimal.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"The resource went from (-?[\d.]+)(?: s)? to (-?[\d.]+?)(?: s)?(:.*)?\.$")]
    private static partial Regex Move();

    [GeneratedRegex(@"worth (-?[\d.]+) more than doing nothing \([^)]*\): (.*?)\. ")]
    private static partial Regex Worth();

    [GeneratedRegex(@"[+-]\d+\.\d\d")]
    private static partial Regex Parts();
}
