using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Server.Serving;
using Teleo.Server.Upstream;

namespace Teleo.Server.Tests;

/// <summary>Traffic that a server saw, as a run of the simulator.</summary>
public sealed class TrafficStudyTests
{
    private const int Small = 0, Other = 1, TooLarge = 2;

    [Fact]
    public void What_this_memory_could_not_hold_counts_on_neither_side()
    {
        var study = StudyOf([Small, TooLarge, Small, TooLarge], awayFrom: [true, true, false, true]);
        Assert.Equal(2, study.Requests);
        Assert.Equal(2 * 1000 * 0.5 / 2, study.Observed.PerThousand, 1e-9);
    }

    [Fact]
    public void The_loads_that_were_cost_in_the_simulator_what_they_cost()
    {
        int[] models = [.. Enumerable.Range(0, 200).Select(i => i % 3 == 2 ? Other : Small)];
        bool[] away = [.. Enumerable.Range(0, 200).Select(i => i % 5 == 0)];
        var study = StudyOf(models, away);
        var replayed = study.PlayObserved(default)!;
        Assert.Equal(study.Observed.PerThousand, replayed.PerThousand, study.Observed.PerThousand / 100);
        Assert.True(study.Play("lru", study.CapacityBytes, null, default).PerThousand < replayed.PerThousand / 5);
    }

    /// <summary>Requests ten seconds apart; each that finds its model away waits half a second for its load.</summary>
    private static TrafficStudy StudyOf(int[] models, bool[] awayFrom)
    {
        const double Load = 0.5;
        var requests = models.Select((model, i) => new ServedRequest(i, i + 1, model, "", 10_000_000_000L * i)
        {
            EndNs = 10_000_000_000L * i + 1,
            Status = RequestStatus.Answered,
            WaitedSeconds = awayFrom[i] ? Load : 0,
            ServiceSeconds = 0.1,
            InputTokens = 5,
            OutputTokens = 5,
        }).ToList();
        var loads = requests.Where(request => request.WaitedSeconds > 0)
            .Select(request => new ObservedLoad(request.ArrivalNs, request.Model) { Seconds = Load }).ToList();
        var profiles = new[] { 1_000_000L, 1_000_000, 9_000_000 }.Select((bytes, i) => new ModelProfile
        {
            Name = $"model-{i}",
            Bytes = bytes,
            ScratchBytes = 0,
            ColdLoadSeconds = Load,
            WarmLoadSeconds = Load,
            PrefillTokensPerSecond = 100,
            DecodeTokensPerSecond = 100,
        }).ToList();
        var settings = new PlantSettings { Capacity = PlantSettings.UnlimitedBut(3_000_000), Workers = 2 };
        var options = new ServeOptions { Upstream = new Uri("http://127.0.0.1:1"), OperatorToken = Served.Operator };
        return new TrafficStudy(options, settings, Machines.Find("nvme")!, profiles, requests, loads, observedBytes: 2_000_000);
    }
}
