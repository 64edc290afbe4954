using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Live;

/// <summary>
/// Work by real models. It runs beside the plant's thread and ends there as a message with the measured times. A load that needs other
/// skills unloaded is one switch of the runtime: loaded, checked and routed completely, or undone.
/// </summary>
internal sealed class LiveWork(
    PlantState state, Dictionary<long, LiveTicket> open, IPoolWork runtime, Action<Func<PoolEvent?>> post) : IPlantWork
{
    private readonly ResourceVector[] _footprints = [.. state.Profiles.Select(profile => profile.Footprint)];

    /// <summary>For each skill, the last task of its runtime; the next step waits for it.</summary>
    private readonly Task[] _last = [.. state.Profiles.Select(_ => Task.CompletedTask)];

    /// <summary>
    /// For each skill to be unloaded, the skill for which (-1: none), and the unloaded skills of the state whose switch is pending.
    /// </summary>
    private readonly int[] _cause = new int[state.Profiles.Length];
    private readonly List<int> _leaving = [];
    private readonly List<int> _coming = [];

    /// <summary>The last started switch. During a switch old and new skills may be in memory together, so the next one waits.</summary>
    private Task _switch = Task.CompletedTask;

    /// <summary>The receiver of ended requests.</summary>
    public required ServiceDispatcher Dispatcher { get; init; }
    public required Residency Residency { get; init; }

    /// <summary>Services, loads and unloads under way.</summary>
    public int InFlight { get; private set; }

    /// <summary>Seconds of each load and unload by the plant's clock, oldest first, and whether the same switch unloaded others.</summary>
    public MoveLog Loads { get; } = new();
    public MoveLog Unloads { get; } = new();

    /// <summary>Cancels every request; running ones end within one token.</summary>
    public void GiveUpAll()
    {
        foreach (var ticket in open.Values.ToList())
        {
            ticket.GiveUp();
            ticket.End(new PoolAnswer(RequestStatus.Cancelled) { Why = "the plant was shut down" });
        }
    }

    public void Serve(int slot, double expectedNs)
    {
        ref readonly var request = ref state.Queues[slot];
        var (skill, stamp, ticket) = (request.Skill, request.Stamp, open[request.Number]);
        Begin(async () =>
        {
            var answer = ticket.IsGivenUp
                ? new PoolAnswer(RequestStatus.Cancelled)
                : await runtime.ServeAsync(skill, ticket.Request, ticket.Stop);
            return () => EndService(slot, stamp, ticket, answer with { Skills = [skill] });
        });
    }

    public void Lose(int slot, RequestLoss loss, string? why)
    {
        if (!open.Remove(state.Queues[slot].Number, out var ticket) || ticket.HasEnded) return;
        ticket.GiveUp();
        ticket.End(loss switch
        {
            RequestLoss.TimedOut => new PoolAnswer(RequestStatus.TimedOut) { Why = "it waited too long" },
            RequestLoss.Refused => OperatorConsole.Refusal(state.Profiles[state.Queues[slot].Skill].Name),
            _ => new PoolAnswer(RequestStatus.Failed) { Why = why ?? "its model was taken away" },
        });
    }

    /// <summary>
    /// Removes a model that its runtime has lost from memory; its running requests fail with the reason. Null if it is not resident or
    /// loading.
    /// </summary>
    public PoolEvent? Crash(int skill, string why) => !runtime.Holds(skill) && Residency.Crash(skill, why)
        ? new PoolEvent(PolicyEvents.Failure, skill, state.ReadNowNs)
        : null;

    public void Load(int skill, double expectedSeconds) => _coming.Add(skill);

    public void Leave(int skill, int causedBy) => _cause[skill] = causedBy;

    public void Unload(int skill, double expectedSeconds)
    {
        if (_cause[skill] >= 0)
        {
            _leaving.Add(skill);
            post(() => Residency.EndUnload(skill));
            return;
        }

        long began = state.NowNs;
        Next(skill, async () =>
        {
            try
            {
                await runtime.UnloadAsync(skill);
            }
            catch (PoolWorkException problem) when (!problem.IsGone)
            {
                return () => Residency.FailUnload(skill);
            }

            return () =>
            {
                Unloads.Add(new LiveMove(skill, (state.NowNs - began) * 1e-9, IsSwitch: false));
                return Residency.EndUnload(skill);
            };
        });
    }

    public void Suspend(int skill) => Next(skill, async () =>
    {
        await runtime.SuspendAsync(skill);
        return () => null;
    });

    public ResourceVector FootprintOf(int skill) => _footprints[skill];

    /// <summary>Starts the work that the plant has requested since the last call. Called after each command or event.</summary>
    public void Flush()
    {
        if (_coming.Count == 0) return;
        int[] coming = [.. _coming];
        int[] leaving = [.. _leaving.Where(skill => coming.Contains(_cause[skill]))];
        _coming.Clear();
        _leaving.RemoveAll(leaving.Contains);
        if (leaving.Length > 0) Switch(leaving, coming);
        else foreach (int skill in coming) Load(skill);
    }

    private void Load(int skill)
    {
        var before = _switch;
        Next(skill, async () =>
        {
            await before;
            return await LoadAsync(skill);
        });
    }

    private async Task<Func<PoolEvent?>> LoadAsync(int skill)
    {
        try
        {
            var footprint = await runtime.LoadAsync(skill);
            return () => Came(skill, footprint, isSwitch: false);
        }
        catch (PoolWorkException problem)
        {
            return () => Residency.FailLoad(skill, problem.IsFull);
        }
    }

    private void Switch(int[] leaving, int[] coming)
    {
        Task before = Task.WhenAll(leaving.Concat(coming).Select(skill => _last[skill]).Append(_switch));
        var done = Begin(async () =>
        {
            await before;
            try
            {
                var footprints = await runtime.SwitchAsync([.. leaving], [.. coming]);
                return () =>
                {
                    for (int i = 1; i < coming.Length; i++)
                    {
                        var (skill, footprint) = (coming[i], footprints[i]);
                        post(() => Came(skill, footprint, isSwitch: true));
                    }

                    return Came(coming[0], footprints[0], isSwitch: true);
                };
            }
            catch (PoolWorkException)
            {
                return () => Undone(leaving, coming);
            }
        });
        _switch = done;
        foreach (int skill in leaving.Concat(coming)) _last[skill] = done;
    }

    private PoolEvent? Came(int skill, ResourceVector? footprint, bool isSwitch)
    {
        if (footprint is { } measured) _footprints[skill] = measured;
        var happened = Residency.EndLoad(skill);
        Loads.Add(new LiveMove(skill, happened.Seconds, isSwitch) { AtNs = state.NowNs });

        // The books may have no room for what turned out larger than stated.
        if (!state.Rows[skill].IsResident) Stop(skill);
        else if (!runtime.Holds(skill)) post(() => Crash(skill, "its model was lost as it came"));
        return happened;
    }

    /// <summary>
    /// Restores the state after a failed switch: the skills that should have been unloaded are resident again, as far as memory allows.
    /// </summary>
    private PoolEvent? Undone(int[] leaving, int[] coming)
    {
        PoolEvent failed = default;
        foreach (int skill in coming) failed = Residency.FailLoad(skill, isFull: false);
        foreach (int skill in leaving.Where(runtime.Holds))
            if (!Residency.Return(skill)) Stop(skill);   // its room was taken
        return failed;
    }

    private void Stop(int skill) => Next(skill, async () =>
    {
        await runtime.StopAsync(skill);
        return () => null;
    });

    private PoolEvent? EndService(int slot, int stamp, LiveTicket ticket, PoolAnswer answer)
    {
        ref readonly var request = ref state.Queues[slot];
        if (request.Stamp != stamp || ticket.HasEnded) return null;
        answer = answer with
        {
            Id = request.Number,
            Waited = (request.ReadyNs - request.ArrivalNs) * 1e-9,
            Queued = (request.StartNs - request.ReadyNs) * 1e-9,
            Seconds = (state.NowNs - request.StartNs) * 1e-9
        };
        open.Remove(request.Number);
        PoolEvent? happened = answer.Status == RequestStatus.Answered
            ? Dispatcher.Complete(slot, ResultOf(ticket.Request, answer, request.StartNs))
            : Dispatcher.Abandon(slot);
        if (happened is { } done && ticket.Request.Task.Length == 0) happened = done with { Task = -1 };
        ticket.End(answer);
        return happened;
    }

    /// <summary>Returns the result of an answer; if a request names a model, the model's own certainty is no correctness.</summary>
    private static ServiceResult ResultOf(PoolRequest request, PoolAnswer answer, long startNs) =>
        new(answer.IsKnown || request.Task.Length > 0 ? answer.Correct : double.NaN, startNs + PlantState.Nanoseconds(answer.FirstOutput));

    private void Next(int skill, Func<Task<Func<PoolEvent?>>> work)
    {
        var before = _last[skill];
        _last[skill] = Begin(async () =>
        {
            await before;
            return await work();
        });
    }

    /// <summary>Runs work beside the plant's thread; its result is carried out on that thread.</summary>
    private Task Begin(Func<Task<Func<PoolEvent?>>> work)
    {
        InFlight++;
        return Task.Run(async () =>
        {
            Func<PoolEvent?> end;
            try
            {
                end = await work();
            }
            catch (Exception defect)
            {
                end = () => throw new InvariantException($"work of the live plant failed: {defect}");
            }

            post(() =>
            {
                InFlight--;
                return end();
            });
        });
    }
}
