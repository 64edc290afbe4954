using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Server.Upstream;

namespace Teleo.Server.Serving;

/// <summary>Makes a study of a server's traffic from what was measured. Its members read the pool's state, on the loop's thread.</summary>
internal sealed class TrafficMeasure(ServeOptions options, ServedModels models, PlantState state)
{
    /// <summary>The traffic of a pool that carries out what is decided.</summary>
    /// <param name="machine">The machine from which unmeasured figures follow.</param>
    /// <param name="moves">The loads that really were.</param>
    public TrafficStudy OfPool(TrafficLog traffic, MoveLog moves, string machine)
    {
        var requests = traffic.From(0).Where(request => request.EndNs is not null).ToList();
        long from = requests.Count > 0 ? requests.Min(request => request.ArrivalNs) : 0;
        var loads = moves.Where(load => load.AtNs >= from)
            .Select(load => new ObservedLoad(load.AtNs, load.Skill) { Seconds = load.Seconds }).ToList();
        return Of(requests, loads, model => SecondsOf([.. moves.Where(load => load.Skill == model)]), machine, observedBytes: 0);
    }

    /// <summary>The traffic of a server that is observed: its requests, waits and loads as it showed them.</summary>
    public TrafficStudy OfObserved(ObservedServer observed)
    {
        var (asked, loads) = observed.Notes();
        var requests = asked.Select((one, i) => new ServedRequest(i, one.Answer.Id, one.Model, "", one.CameNs)
        {
            EndNs = one.CameNs,
            Status = one.Answer.Status,
            WaitedSeconds = one.Answer.Waited,
            ServiceSeconds = one.Answer.Seconds,
            InputTokens = one.Answer.PromptTokens,
            OutputTokens = one.Answer.AnswerTokens,
        }).ToList();
        return Of(requests, loads, observed.LoadSeconds, options.Machine, observed.MostBytes);
    }

    private TrafficStudy Of(List<ServedRequest> requests, IReadOnlyList<ObservedLoad> loads,
        Func<int, (double? First, double? Later)> loadSeconds, string machine, long observedBytes)
    {
        var profiles = Enumerable.Range(0, models.Count).Select(model => ProfileOf(model, requests, loadSeconds(model))).ToList();
        return new TrafficStudy(options, state.Settings, Machines.Find(machine)!, profiles, requests, loads, observedBytes);
    }

    /// <summary>Seconds of the first load and the mean of the later ones, as costs add up; null of none.</summary>
    private static (double? First, double? Later) SecondsOf(List<LiveMove> loads) =>
        (loads.Count > 0 ? loads[0].Seconds : null, loads.Skip(1).Select(load => (double?)load.Seconds).Average());

    /// <summary>The measurements of a model: its size, its loads, and its speed over all it answered.</summary>
    private ModelProfile ProfileOf(int model, List<ServedRequest> requests, (double? First, double? Later) load)
    {
        var answered = requests.Where(request => request.Model == model && request.Status == RequestStatus.Answered).ToList();
        double tokens = answered.Sum(request => request.InputTokens + request.OutputTokens);
        double seconds = answered.Sum(request => request.ServiceSeconds);
        double? speed = tokens > 0 && seconds > 0 ? tokens / seconds : null;
        return new ModelProfile
        {
            Name = models.NameOf(model),
            Bytes = Math.Max(1, state.Rows[model].Footprint.ResidentBytes),
            ScratchBytes = 0,
            ColdLoadSeconds = load.First,
            WarmLoadSeconds = load.Later ?? load.First,
            PrefillTokensPerSecond = speed,
            DecodeTokensPerSecond = speed,
        };
    }
}
