using System.Collections.Immutable;
using Teleo.Controller.Actions;
using Teleo.Controller.Chance;
using Teleo.Controller.Guards;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Controller.Routing;
using Teleo.Controller.State;

namespace Teleo.Experiments.Plants;

/// <summary>
/// Measures loads, unloads and services of each skill through the very plant whose simulation is to be told about them, one at a time and in turns, so that a disturbance of
/// the machine falls on all skills alike.
/// </summary>
internal sealed class Calibrator : IDisposable
{
    private readonly LiveShelf _shelf;
    private readonly LivePlant _plant;
    private readonly WatchingPolicy _watch = new();
    private readonly LiveLoop _loop;
    private readonly List<Sample>[] _samples;
    private ulong _commands;

    public Calibrator(LiveShelf shelf, TimeProvider clock)
    {
        _shelf = shelf;
        _samples = [.. shelf.Skills.Select(_ => new List<Sample>())];
        var settings = new PlantSettings { Workers = 1, Loaders = 1, LeaseSeconds = 0 };
        _plant = new LivePlant(shelf, settings, new RoutingOptions(), [.. shelf.Skills.Select(skill => skill.Expected)], new SeedTree(1), clock);
        var step = new ControlStep(_plant, _watch, new Guard(new GuardOptions()), new StepOptions());
        _loop = new LiveLoop(_plant, _watch, step, new LiveClock(clock, skipsIdle: false));
    }

    /// <param name="rounds">Loads of each skill; every other one is from the disk, if the system lets its pages go.</param>
    /// <param name="requests">Requests after each load.</param>
    public async Task<ImmutableArray<SkillCalibration>> MeasureAsync(int rounds, int requests, Action<int, int> progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = _loop.RunAsync([], [], staysOpen: true, stop.Token);
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                for (int skill = 0; skill < _shelf.Skills.Length; skill++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    await MeasureAsync(skill, round, requests, cancellation);
                    progress(round * _shelf.Skills.Length + skill + 1, rounds * _shelf.Skills.Length);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        return [.. _shelf.Skills.Select((skill, i) => Of(skill, i))];
    }

    public void Dispose() => _plant.Dispose();

    private async Task MeasureAsync(int skill, int round, int requests, CancellationToken cancellation)
    {
        if (round % 2 == 1) PageCacheControl.Forget(_shelf.Skills[skill].Path);
        long coldBefore = ColdLoads(skill);
        double load = (await CommandAsync(new ControlAction.Activate(skill), PolicyEvents.Loaded | PolicyEvents.Failure, skill, cancellation)).Seconds;
        if (!_plant.Books.State.Rows[skill].IsResident) return;
        bool wasCold = ColdLoads(skill) > coldBefore;
        var answers = new List<LiveResponse>();
        foreach (var request in LiveLook.HeldOut(_shelf.Skills[skill], requests))
            answers.Add(await _plant.AskAsync(skill, request, cancellation));
        long began = _plant.Books.State.NowNs;
        var gone = await CommandAsync(new ControlAction.Deactivate(skill), PolicyEvents.Unloaded | PolicyEvents.Failure, skill, cancellation);
        _samples[skill].Add(new Sample(load, wasCold, (gone.TimeNs - began) * 1e-9, [.. answers.Where(answer => answer.Status == LiveStatus.Answered)]));
    }

    private long ColdLoads(int skill) => _plant.Pool.Snapshot().Figures.TryGetValue(_shelf.Skills[skill].Name, out var figures) ? figures.ColdLoadSeconds.Count : 0;

    private Task<PoolEvent> CommandAsync(ControlAction action, PolicyEvents kinds, int skill, CancellationToken cancellation)
    {
        var told = _watch.NextAsync(kinds, skill);
        _plant.Post(() =>
        {
            _plant.Apply(new Command(++_commands, 0, NodeId.Local, 0, 0, long.MaxValue, action));
            return null;
        });
        return told.WaitAsync(cancellation);
    }

    private SkillCalibration Of(LiveSkill skill, int index)
    {
        var samples = _samples[index];
        var answers = samples.SelectMany(sample => sample.Answers).ToList();
        var footprint = _plant.Work.FootprintOf(index);
        return new SkillCalibration
        {
            Name = skill.Name.ToString(),
            ResidentBytes = footprint.ResidentBytes,
            ScratchBytes = footprint.ScratchBytes,
            WarmLoad = Measured.Of([.. samples.Where(sample => !sample.WasCold).Select(sample => sample.Load)]),
            ColdLoad = Measured.Of([.. samples.Where(sample => sample.WasCold).Select(sample => sample.Load)]),
            Unload = Measured.Of([.. samples.Select(sample => sample.Unload)]),
            Prefill = Measured.Of([.. answers.Select(answer => (answer.Seconds - answer.DecodeSeconds) / answer.PromptTokens)]),
            Decode = Measured.Of([.. answers.Select(answer => answer.DecodeSeconds / answer.AnswerTokens)]),
            Service = Measured.Of([.. answers.Select(answer => answer.Seconds)]),
            Quality = skill.Quality,
        };
    }

    private sealed record Sample(double Load, bool WasCold, double Unload, ImmutableArray<LiveResponse> Answers);
}
