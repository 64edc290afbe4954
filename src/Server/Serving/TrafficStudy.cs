using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Experiments.Advice;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;
using Teleo.Server.Upstream;

namespace Teleo.Server.Serving;

/// <summary>
/// The traffic of a server so far as a run of the simulator: the same requests, models as measured, and any policy, memory or machine.
/// </summary>
internal sealed class TrafficStudy
{
    /// <summary>The fewest requests for a report.</summary>
    public const int FewestRequests = 20;

    private readonly ServeOptions _options;
    private readonly MemoryWorkload _requests;
    private readonly ImmutableArray<ModelProfile> _models;
    private readonly PlantSettings _rules;
    private readonly MachineProfile _machine;

    /// <summary>For each model the time of each request, and whether the model was absent; null if unknown.</summary>
    private readonly ImmutableArray<ImmutableArray<(long AtNs, bool WasAway)>>? _asked;

    /// <param name="models">Every model of the server, with its measured values; missing ones follow from the machine.</param>
    /// <param name="requests">In any order.</param>
    /// <param name="loads">The actual loads.</param>
    /// <param name="observedBytes">The memory of an observed server, whose loads each began with a request; 0 of none.</param>
    public TrafficStudy(
        ServeOptions options, PlantSettings settings, MachineProfile machine, IReadOnlyList<ModelProfile> models,
        IReadOnlyList<ServedRequest> requests, IReadOnlyList<ObservedLoad> loads, long observedBytes)
    {
        // What was measured of a load includes the leaving of others for it.
        (_options, _machine) = (options, machine with { BaseBytes = 0, MemoryBytes = null, Workers = settings.Workers, UnloadSeconds = 0 });
        _rules = new PlantSettings { TimeoutSeconds = settings.TimeoutSeconds, QueueLimit = settings.QueueLimit };
        CapacityBytes = settings.Capacity.ResidentBytes;
        var kept = requests.Where(request => models[request.Model].Bytes <= CapacityBytes).OrderBy(request => request.ArrivalNs).ToList();
        int[] asked = [.. kept.Select(request => request.Model).Distinct().Order()];
        _models = [.. asked.Select(model => models[model])];
        StartNs = kept.Count > 0 ? kept[0].ArrivalNs : 0;
        _requests = new MemoryWorkload([.. _models.Select(model => model.Name)], [.. kept.Select(request => RowOf(request, asked))]);
        Observed = CostsOf(kept, loads.Where(load => asked.Contains(load.Model)));
        ObservedBytes = observedBytes;
        if (observedBytes == 0) return;
        var began = loads.Select(load => (load.Model, load.AtNs)).ToHashSet();
        _asked = [.. asked.Select(model => kept.Where(request => request.Model == model)
            .Select(request => (request.ArrivalNs - StartNs, began.Contains((model, request.ArrivalNs)))).ToImmutableArray())];
    }

    public long CapacityBytes { get; }

    public long Requests => _requests.Count;

    public double Seconds => _requests.EndNs * 1e-9;

    /// <summary>The costs that really were.</summary>
    public BlockCosts Observed { get; }

    /// <summary>Figures of models that were never measured here and follow from a machine.</summary>
    public ImmutableArray<string> Assumed =>
        [.. _models.Where(model => model.WarmLoadSeconds is null)
            .Select(model => $"load time of {model.Name} as machine '{_machine.Name}' has it")];

    private long StartNs { get; }

    private long ObservedBytes { get; }

    /// <summary>Throws if there are too few requests for a report.</summary>
    public void Check()
    {
        if (Requests < FewestRequests || _requests.EndNs == 0)
            throw new InputException("TooLittleTraffic", $"{Requests} requests so far; at least {FewestRequests} are needed");
    }

    /// <summary>The costs of a policy on these requests.</summary>
    /// <param name="machine">Another machine, whose load times and speeds replace the measured ones; null for this one.</param>
    public BlockCosts Play(string policy, long capacityBytes, MachineProfile? machine, CancellationToken cancellation)
    {
        var run = RunWith(capacityBytes, machine);
        var report = run.Play(catalog => ServedPolicy.Of(policy, _options, catalog, run.Settings.Capacity), null, cancellation);
        return BlockCosts.OfCurve([.. report.CostCurveS], 0, Requests);
    }

    /// <summary>The costs in the simulator of the loads that really were; null where loads also began with no request.</summary>
    public BlockCosts? PlayObserved(CancellationToken cancellation)
    {
        if (_asked is not { } asked) return null;
        var run = RunWith(ObservedBytes, null);
        run = run with { Settings = run.Settings with { Initial = [.. ThereAtFirst()] } };
        var report = run.Play(catalog => new ObservedRule(catalog, asked), null, cancellation);
        return BlockCosts.OfCurve([.. report.CostCurveS], 0, Requests);
    }

    /// <summary>Returns the cost per 1,000 requests that no policy goes below; null if the bound does not apply.</summary>
    public double? Bound() => WaitAndLoadBound.Of(RunWith(CapacityBytes, null))?.Lower;

    private SimulatedRun RunWith(long capacityBytes, MachineProfile? machine)
    {
        var world = new World
        {
            Machine = machine is null ? _machine : machine with { BaseBytes = 0, MemoryBytes = null, Workers = _machine.Workers },
            Models = machine is null ? _models : [.. _models.Select(Unmeasured)],
        };
        var scenario = new Scenario("clients", $"{capacityBytes}B") { Opened = _requests, Settings = _rules };
        var run = scenario.In(world).Prepare(_options.Seed).Run;
        return run with { Settings = run.Settings with { Initial = [.. FittingAtFirst(capacityBytes)] } };
    }

    /// <summary>
    /// Returns the models of an observed server that were in memory from the start: their first request was a hit. Compared policies start
    /// with them too, as far as they fit.
    /// </summary>
    private IEnumerable<int> ThereAtFirst() => _asked is not { } asked ? []
        : Enumerable.Range(0, asked.Length).Where(model => !asked[model][0].WasAway).OrderBy(model => asked[model][0].AtNs);

    private IEnumerable<int> FittingAtFirst(long capacityBytes)
    {
        long left = capacityBytes;
        foreach (int model in ThereAtFirst())
            if (_models[model].Bytes <= left)
            {
                left -= _models[model].Bytes;
                yield return model;
            }
    }

    private Request RowOf(ServedRequest request, int[] asked) => new(
        request.ArrivalNs - StartNs, Array.IndexOf(asked, request.Model), -1, Math.Max(1, request.InputTokens),
        Math.Max(1, request.OutputTokens));

    private static ModelProfile Unmeasured(ModelProfile model) => model with
    {
        ColdLoadSeconds = null,
        WarmLoadSeconds = null,
        PrefillTokensPerSecond = null,
        DecodeTokensPerSecond = null,
    };

    private BlockCosts CostsOf(List<ServedRequest> requests, IEnumerable<ObservedLoad> loads)
    {
        var blocks = new double[LogSplit.Blocks];
        foreach (var request in requests) blocks[BlockOf(request.ArrivalNs)] += request.WaitedSeconds;
        foreach (var load in loads) blocks[BlockOf(load.AtNs)] += load.Seconds;
        return new(blocks, requests.Count);

        int BlockOf(long atNs) =>
            (int)Math.Clamp((long)((Int128)(atNs - StartNs) * blocks.Length / Math.Max(1, _requests.EndNs)), 0, blocks.Length - 1);
    }
}
