using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Routing;
using Teleo.Pool.Live;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Experiments.Live;

/// <summary>A running live plant that carries out one request at a time and returns its duration.</summary>
internal sealed class DrivenPlant : IAsyncDisposable
{
    /// <summary>Far from the ids of commands that a decision gives.</summary>
    private ulong _commands = 1UL << 62;

    private readonly WatchingPolicy _watch = new();
    private readonly CancellationTokenSource _stop;
    private readonly Task _running;

    /// <param name="work">Runs the models; the plant disposes it.</param>
    public DrivenPlant(SkillFolder folder, PlantSettings settings, IPoolWork work, TimeProvider clock, CancellationToken cancellation)
    {
        Plant = new LivePlant(folder, settings, new RoutingOptions(),
            [.. folder.Skills.Select(skill => skill.Expected)], new SeedTree(1), work);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var step = new ControlStep(Plant, _watch, new Guard(new GuardOptions()), new StepOptions());
        _running = new LiveLoop(Plant, _watch, step, new LiveClock(clock, skipsIdle: false)).RunAsync([],
            [], staysOpen: true, _stop.Token);
    }

    public LivePlant Plant { get; }

    public bool IsResident(int skill) => Plant.Core.State.Rows[skill].IsResident;

    public Task<PoolAnswer> AskAsync(int skill, PoolRequest request, CancellationToken cancellation) =>
        Plant.AskAsync(request with { Model = skill }, cancellation);

    /// <summary>
    /// Sends a request to an absent skill, which is loaded for it as under a policy; null if it could not be loaded or answer.
    /// </summary>
    /// <param name="leaving">The victims.</param>
    public async Task<(LiveMove Load, PoolAnswer Answer)?> MissAsync(int skill, ImmutableArray<int> leaving,
        PoolRequest request, CancellationToken cancellation)
    {
        _watch.OnMiss = leaving.IsEmpty ? new ControlAction.Activate(skill) : new ControlAction.Replace(leaving, skill);
        var told = _watch.NextAsync(PolicyEvents.Loaded | PolicyEvents.Failure, skill);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = AskAsync(skill, request, given.Token);
        await Task.WhenAny(told, answer);
        if (told.IsCompleted && IsResident(skill) && await answer is { Status: RequestStatus.Answered } answered)
            return (Plant.Work.Loads.Last, answered);
        await given.CancelAsync();
        await Task.WhenAny(answer);
        return null;
    }

    /// <summary>Seconds of an unload; null where it failed.</summary>
    public async Task<double?> UnloadAsync(int skill, CancellationToken cancellation)
    {
        long before = Plant.Work.Unloads.Total;
        var told = _watch.NextAsync(PolicyEvents.Unloaded | PolicyEvents.Failure, skill);
        Plant.Post(() =>
        {
            Plant.Apply(new Command(++_commands, 0, 0, 0, long.MaxValue, new ControlAction.Deactivate(skill)));
            return null;
        });
        await told.WaitAsync(cancellation);
        return Plant.Work.Unloads.Total > before ? Plant.Work.Unloads.Last.Seconds : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Plant.Dispose();
        _stop.Dispose();
    }
}
