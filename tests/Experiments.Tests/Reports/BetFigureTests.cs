using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using TraceWriter = Teleo.Controller.Tracing.TraceWriter;

namespace Teleo.Experiments.Tests.Reports;

/// <summary>One run in which sources of foresight hold, break and come back, from the trace alone.</summary>
public class BetFigureTests
{
    internal static readonly Lazy<byte[]> Trace = new(Run);

    [Fact]
    public void Its_trace_adds_up_and_is_decided_again()
    {
        TraceVerifier.Verify(new TraceReader(new MemoryStream(Trace.Value)));
        Assert.True(TraceReplay.Reproduce(new TraceReader(new MemoryStream(Trace.Value))) > 100);
    }

    [Fact]
    public void The_picture_has_an_account_for_each_client_and_loads_that_were_in_vain()
    {
        string svg = BetFigure.Of(new TraceReader(new MemoryStream(Trace.Value))).Svg();
        foreach (string name in (string[])["client0", "client3", "of use", "in vain", "Requests waiting"]) Assert.Contains(name, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_bet_is_told_by_the_name_of_its_source()
    {
        int told = 0;
        var reader = new TraceReader(new MemoryStream(Trace.Value));
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            if (line != TraceLine.Decision || !reader.Record.Bets.Any(row => row.Entry == AccountEntry.Stake && row.Source > Sources.Client)) continue;
            string said = Explanation.Of(reader.Record, reader.Header.Catalog, reader.Header.Options.Foresight);
            Assert.Matches("On second[0-9]-[0-9] client[0-9] stakes", said);
            told++;
        }

        Assert.True(told > 5, $"{told}");
    }

    private static byte[] Run()
    {
        var file = new MemoryStream();
        TraceWriter? writer = null;
        var hooks = new RunHooks
        {
            SinkFor = (policy, catalog) => writer = new TraceWriter(file, new TraceHeader
            {
                RunId = "break",
                Policy = policy.Name,
                Seed = 3,
                SourceRevision = "test",
                Epoch = default,
                Options = ((TeleodynamicPolicy)policy).Options,
                Catalog = catalog,
            }),
        };
        var scenario = new Scenario("foresight-break", "30%");
        var run = scenario.Prepare(3).Run with { Trace = ForesightWorkload.Make(ForesightWorkload.Truth.Break, new SeedTree(3), seconds: 900) };
        new PreparedScenario(scenario, run, []).Play("teleodynamic", hooks);
        writer!.End();
        return file.ToArray();
    }
}
