using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Telemetry;
using Teleo.Pool.Tests.Telemetry;

namespace Teleo.Experiments.Tests.Live;

public class OtlpExportTests
{
    private const int Requests = 120;

    [Theory]
    [InlineData("teleodynamic")]
    [InlineData("lru")]
    public void One_tree_of_spans_arrives_for_every_decision_from_sensing_to_the_measured_effect(string policy)
    {
        using var sink = new OtlpSink();
        var report = Play(policy, sink.Endpoint);

        var byId = sink.Spans.ToDictionary(span => span.Id);
        var roots = sink.Spans.Where(span => span.Parent.Length == 0).ToList();
        Assert.All(roots, root => Assert.Equal("teleo.step", root.Name));
        Assert.All(sink.Spans.Where(span => span.Parent.Length > 0), span => Assert.Equal(span.Trace, byId[span.Parent].Trace));
        Assert.Equal(report.Decisions, sink.Spans.Count(span => span.Name == "teleo.decide"));
        Assert.All(Named("teleo.decide"), decide => Assert.Contains(Named("teleo.sense"), sense => sense.Parent == decide.Parent));

        var loads = Named("teleo.command").Where(command => command.Tags["teleo.status"] == nameof(CommandStatus.Accepted) && command.Tags["teleo.action"] is "activate" or "replace").ToList();
        Assert.NotEmpty(loads);
        Assert.Equal(loads.Select(load => load.Id).Order(), Named("teleo.effect").Select(effect => effect.Parent).Order());
        Assert.All(Named("teleo.effect"), effect => Assert.Equal(byId[effect.Parent].Tags["teleo.decision"], effect.Tags["teleo.decision"]));
        Assert.Contains("teleo.load.error", sink.Metrics);
        if (policy == "teleodynamic") Assert.Superset(new HashSet<string> { "teleo.decisions", "teleo.actions", "teleo.resource" }, sink.Metrics.ToHashSet());

        IEnumerable<SentSpan> Named(string name) => sink.Spans.Where(span => span.Name == name);
    }

    [Fact]
    public void Being_watched_changes_nothing_and_unwatched_nobody_listens()
    {
        using var sink = new OtlpSink();
        var watched = Play("teleodynamic", sink.Endpoint);
        Assert.False(StepTelemetry.Spans.HasListeners());
        var alone = Play("teleodynamic", null);
        Assert.Equal(Json.Of(alone), Json.Of(watched));
    }

    [Fact]
    public void A_collector_that_is_not_there_does_not_end_a_run()
    {
        string gone;
        using (var sink = new OtlpSink()) gone = sink.Endpoint;
        Assert.Equal(Requests, Play("lru", gone).Requests);
    }

    [Theory]
    [InlineData("collector")]
    [InlineData("ftp://localhost:1")]
    public void What_is_no_address_is_refused(string endpoint) =>
        Assert.Equal("BadEndpoint", Assert.Throws<InputException>(() => OtlpExport.To(endpoint)).Code);

    private static RunReport Play(string policy, string? endpoint)
    {
        using var export = OtlpExport.To(endpoint);
        return new Scenario("zipf", "30%").Prepare(1).First(Requests).Play(policy, new RunHooks { Telemetry = export?.Steps });
    }
}
