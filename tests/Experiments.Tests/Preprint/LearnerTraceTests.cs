using System.Text;
using System.Text.Json;
using Teleo.Controller.Ledger;
using Teleo.Experiments.Preprint;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class LearnerTraceTests
{
    [Fact]
    public void A_trace_is_the_run_it_says_it_is()
    {
        byte[] trace = Traced(LearnerOptions.Default with { Epochs = 2, Energy = EnergyLaw.Saturating }, 3);
        Assert.Equal(trace, Traced(LearnerOptions.Default with { Epochs = 2, Energy = EnergyLaw.Saturating }, 3));
        Assert.Null(LearnerTrace.Check(new MemoryStream(trace)));
    }

    [Fact]
    public void Every_ledger_row_follows_from_the_law_and_from_the_row_before()
    {
        var law = EnergyLaw.De11 with { Initial = 15 };
        var lines = Lines(Traced(LearnerOptions.Default with { Energy = law }, 1));
        double balance = law.Initial;
        int deaths = 0;
        foreach (var line in lines[1..^1])
        {
            var step = line.RootElement;
            foreach (string name in new[] { "outcome", "payment" })
            {
                if (!step.TryGetProperty(name, out var row)) continue;
                double[] terms = [.. new[] { "before", "kept", "gain", "penalty", "upkeep", "cost", "after" }.Select(term => row.GetProperty(term).GetDouble())];
                Assert.Equal(balance, terms[0]);
                Assert.Equal(ResourceLaw.Next(terms[0], terms[1], terms[2], terms[3], terms[4], terms[5], 0, law.Most), terms[6]);
                balance = terms[6] > 0 ? terms[6] : law.Initial;
                deaths += terms[6] > 0 ? 0 : 1;
            }

            Assert.Equal(balance, step.GetProperty("balance").GetDouble());
            Assert.Equal(deaths, step.GetProperty("generation").GetInt32());
        }

        Assert.True(deaths > 0);
    }

    [Fact]
    public void The_choice_is_the_best_of_the_candidates_that_a_line_holds()
    {
        int wedges = 0;
        foreach (var line in Lines(Traced(LearnerCases.All["wedges"], 2))[1..^1])
        {
            var step = line.RootElement;
            var candidates = step.GetProperty("candidates").EnumerateArray().ToDictionary(c => c.GetProperty("action").GetString()!);
            string choice = step.GetProperty("choice").GetString()!;
            wedges += choice == "wedge" ? 1 : 0;
            if (step.GetProperty("reason").GetString() == "coverage-rule") continue;
            double total = candidates[choice].GetProperty("total").GetDouble();
            Assert.All(candidates.Values.Where(c => c.GetProperty("affordable").GetBoolean()), c => Assert.True(total <= c.GetProperty("total").GetDouble()));
        }

        Assert.True(wedges > 0);
    }

    /// <summary>One digit of any figure, a line left out, a line twice, another heading: none is what a run gives.</summary>
    [Theory]
    [InlineData(2, "\"gain\":10", "\"gain\":11")]
    [InlineData(40, "\"generation\":0", "\"generation\":1")]
    [InlineData(9, "\"total\":", "\"total\":1")]
    [InlineData(1, "\"split\":3", "\"split\":4")]
    [InlineData(1, "\"atom_scale\":\"2\"", "\"atom_scale\":\"3\"")]
    [InlineData(1, "\"seed\":1", "\"seed\":2")]
    public void A_figure_that_was_changed_is_found(int at, string old, string other)
    {
        string[] lines = Texts(Traced(LearnerOptions.Default with { Energy = EnergyLaw.De11 with { Initial = 200 } }, 3));
        while (at > 1 && !lines[at - 1].Contains(old, StringComparison.Ordinal)) at++;
        Assert.Contains(old, lines[at - 1], StringComparison.Ordinal);
        lines[at - 1] = lines[at - 1].Replace(old, other, StringComparison.Ordinal);
        var found = LearnerTrace.Check(Stream(lines));
        Assert.NotNull(found);
        if (at > 1) Assert.Equal(at, found.Value.Line);
    }

    [Fact]
    public void A_trace_that_is_cut_or_goes_on_is_found()
    {
        string[] lines = Texts(Traced(LearnerOptions.Default, 3));
        Assert.Equal("the trace ends before its run does", LearnerTrace.Check(Stream(lines[..^1]))!.Value.Reason);
        Assert.Equal("the trace goes on after its run has ended", LearnerTrace.Check(Stream([.. lines, "{}"]))!.Value.Reason);
        Assert.Equal(21, LearnerTrace.Check(Stream([.. lines[..20], .. lines[21..]]))!.Value.Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"format\":\"teleo.de11/2\"}")]
    [InlineData("{\"format\":\"teleo.de11/1\",\"data\":\"roses\",\"law\":\"de11\"}")]
    [InlineData("{\"format\":\"teleo.de11/1\",\"data\":\"iris\",\"law\":\"none\"}")]
    [InlineData("{\"format\":\"teleo.de11/1\",\"data\":\"iris\",\"law\":\"de11\",\"options\":{\"learning_rate\":\"9\"}}")]
    public void A_heading_that_is_none_is_refused(string heading)
    {
        var found = LearnerTrace.Check(Stream([heading]));
        Assert.Equal(1, found!.Value.Line);
        Assert.NotEqual("", found.Value.Reason);
    }

    private static byte[] Traced(LearnerOptions options, int split)
    {
        var stream = new MemoryStream();
        LearnerTrace.Write(stream, "iris", options, 1, split);
        return stream.ToArray();
    }

    private static string[] Texts(byte[] trace) => Encoding.UTF8.GetString(trace).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static JsonDocument[] Lines(byte[] trace) => [.. Texts(trace).Select(line => JsonDocument.Parse(line))];

    private static MemoryStream Stream(IEnumerable<string> lines) => new(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
}
