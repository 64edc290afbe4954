using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Workers;

/// <summary>
/// Models run by our engine, each in its own process: a load starts one, an unload ends it, and a crash affects only its own requests.
/// </summary>
/// <param name="start">Starts a worker.</param>
internal sealed class WorkerWork(
    ImmutableArray<LiveSkill> skills, PlantSettings settings, Func<IWorkerProcess> start, SkillCheck check, TimeProvider clock)
    : IPoolWork
{
    /// <summary>Bytes of a worker besides its model: the runtime, and tables of the vocabulary.</summary>
    private const long Allowance = 256L << 20;

    /// <summary>Bytes per second of the slowest load, after half a minute; below this the worker or its disk hangs.</summary>
    private const double SlowestBytesPerSecond = 1e7;

    private readonly Lock _lock = new();
    private readonly WorkerClient?[] _workers = new WorkerClient?[skills.Length];
    private readonly ResourceVector[] _footprints = new ResourceVector[skills.Length];
    private readonly bool[] _found = new bool[skills.Length];

    /// <summary>Called with a model whose worker ended by itself, and the reason.</summary>
    public Action<int, string>? Crashed { get; set; }

    /// <summary>Starts and ends a worker and returns the seconds of both. Throws if no worker can be started.</summary>
    public async Task<double> TryOutAsync()
    {
        long began = clock.GetTimestamp();
        using var worker = new WorkerClient("no model", Start("no model"), clock, _ => { });
        await worker.ReadyAsync();
        double seconds = clock.GetElapsedTime(began).TotalSeconds;
        await worker.CloseAsync();
        return seconds;
    }

    public async Task<ResourceVector?> LoadAsync(int model)
    {
        var most = TimeSpan.FromSeconds(30 + skills[model].SizeBytes / SlowestBytesPerSecond);
        if (At(model) is { } there) return await there.LoadAsync(ModelOf(model), most);
        Take(model)?.Dispose();   // one that crashed
        string name = skills[model].Name.ToString();
        var worker = new WorkerClient(name, Start(name), clock, why => Crashed?.Invoke(model, why));
        try
        {
            worker.LimitMemory(skills[model].SizeBytes + Allowance);
            var footprint = await worker.LoadAsync(ModelOf(model), most);
            worker.LimitMemory(footprint.ResidentBytes + footprint.ScratchBytes + Allowance);
            lock (_lock) (_workers[model], _footprints[model]) = (worker, footprint);
            return footprint;
        }
        catch (PoolWorkException)
        {
            worker.Dispose();
            throw;
        }
    }

    public async Task UnloadAsync(int model)
    {
        if (Take(model) is not { } worker) throw new PoolWorkException($"{skills[model].Name} has no worker", isGone: true);
        await worker.CloseAsync();
        worker.Dispose();
    }

    public async Task SuspendAsync(int model)
    {
        if (At(model) is { } worker) await worker.RestAsync();
    }

    /// <summary>
    /// Loads and checks new models while the old ones stay if memory holds both; otherwise the old ones end first, and are started again if
    /// a new one fails.
    /// </summary>
    public async Task<ImmutableArray<ResourceVector?>> SwitchAsync(ImmutableArray<int> leaving, ImmutableArray<int> coming)
    {
        int[] started = [.. coming.Where(model => !Holds(model))];
        bool fitBoth = HeldBytes() + started.Sum(model => skills[model].SizeBytes) <= settings.Capacity.ResidentBytes;
        if (!fitBoth) await EndAsync(leaving);
        var came = ImmutableArray.CreateBuilder<ResourceVector?>();
        try
        {
            foreach (int model in coming)
            {
                came.Add(await LoadAsync(model));
                await ExamineAsync(model);
            }
        }
        catch (PoolWorkException)
        {
            await EndAsync(started);
            foreach (int model in coming) await SuspendAsync(model);   // those that slept sleep again
            if (!fitBoth) foreach (int model in leaving) await TryLoadAsync(model);
            throw;
        }

        if (fitBoth) await EndAsync(leaving);
        return came.ToImmutable();
    }

    public async Task StopAsync(int model)
    {
        if (Take(model) is not { } worker) return;
        await worker.StopAsync();
        worker.Dispose();
    }

    public bool Holds(int model) => At(model) is not null;

    public async Task<PoolAnswer> ServeAsync(int model, PoolRequest request, CancellationToken cancellation) =>
        At(model) is { } worker
            ? LiveAnswers.Judged(await worker.AskAsync(model, LiveAnswers.Completed(skills[model], request), cancellation), request)
            : new PoolAnswer(RequestStatus.Failed) { Why = $"{skills[model].Name} has no worker" };

    public void Dispose()
    {
        for (int model = 0; model < skills.Length; model++) Take(model)?.Dispose();
    }

    private IWorkerProcess Start(string name)
    {
        try
        {
            return start();
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            throw new PoolWorkException($"no worker can be started for {name}: {problem.Message}", cause: problem);
        }
    }

    private WorkerModel ModelOf(int model) => new(skills[model].ForPool, skills[model].Under, settings.Workers);

    /// <summary>A model that was found fit once is not examined again: its content is the same.</summary>
    private async Task ExamineAsync(int model)
    {
        if (_found[model]) return;
        string? fault = await check(model, request => ServeAsync(model, request, CancellationToken.None));
        if (fault is not null) throw new PoolWorkException($"{skills[model].Name} is not fit: {fault}");
        _found[model] = true;
    }

    private async Task EndAsync(IReadOnlyList<int> models)
    {
        foreach (int model in models.Where(Holds)) await UnloadAsync(model);
    }

    private async Task TryLoadAsync(int model)
    {
        try
        {
            await LoadAsync(model);
        }
        catch (PoolWorkException)
        {
            // Whoever is there is asked by Holds.
        }
    }

    private long HeldBytes()
    {
        lock (_lock)
            return Enumerable.Range(0, skills.Length).Where(model => _workers[model] is { HasEnded: false })
                .Sum(model => _footprints[model].ResidentBytes);
    }

    private WorkerClient? At(int model)
    {
        lock (_lock) return _workers[model] is { HasEnded: false } worker ? worker : null;
    }

    private WorkerClient? Take(int model)
    {
        lock (_lock)
        {
            var worker = _workers[model];
            _workers[model] = null;
            return worker;
        }
    }
}
