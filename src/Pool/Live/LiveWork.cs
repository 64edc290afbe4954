using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Pool;
using Teleo.Pool.Plants;
using PoolEvent = Teleo.Controller.Domain.PoolEvent;

namespace Teleo.Pool.Live;

/// <summary>
/// Work done by real models. What it begins runs beside the plant's thread and ends there as a message, which tells the books what was measured. Loads for which others
/// have to go are one switch of the pool: loaded, looked at and routed whole, or undone.
/// </summary>
internal sealed class LiveWork(PlantState state, RuntimePool pool, ImmutableArray<LiveSkill> skills, Action<Func<PoolEvent?>> post) : IPlantWork
{
    private readonly RuntimeHandle[] _handles = new RuntimeHandle[skills.Length];
    private readonly ResourceVector[] _footprints = [.. state.Profiles.Select(profile => profile.Footprint)];
    private readonly Dictionary<long, LiveTicket> _tickets = [];

    /// <summary>Per skill, what was begun with its runtime last: the next step waits for it.</summary>
    private readonly Task[] _last = [.. skills.Select(_ => Task.CompletedTask)];

    /// <summary>Per skill that has to go, the skill for which (-1: none), and those gone from the books whose switch is still to come.</summary>
    private readonly int[] _cause = new int[skills.Length];
    private readonly List<int> _leaving = [];
    private readonly List<int> _coming = [];

    /// <summary>The last switch begun. While one is under way old and new may be in memory at once, so that what comes after it waits.</summary>
    private Task _switch = Task.CompletedTask;
    private readonly bool[] _found = new bool[skills.Length];

    /// <summary>The receiver of what has ended.</summary>
    public required ServiceDesk Desk { get; init; }
    public required Residency Residency { get; init; }

    /// <summary>Looks at an incoming runtime before any request reaches it; null when it is fit.</summary>
    public required Func<int, RuntimeLease, CancellationToken, ValueTask<string?>> Look { get; init; }

    /// <summary>Is told of each answer how right it was, from 0 to 1.</summary>
    public required Action<int, LiveRequest, double> Judged { get; init; }

    /// <summary>Services, loads and unloads under way.</summary>
    public int InFlight { get; private set; }

    /// <summary>Seconds of each load and unload by the books, oldest first, and whether others had to leave by the same switch.</summary>
    public List<LiveMove> Loads { get; } = [];
    public List<LiveMove> Unloads { get; } = [];

    public RuntimeHandle HandleOf(int skill) => _handles[skill];

    public void Admit(long number, LiveTicket ticket) => _tickets[number] = ticket;

    public void Forget(long number) => _tickets.Remove(number);

    /// <summary>Gives up every request; those in service end within one token.</summary>
    public void GiveUpAll()
    {
        foreach (var ticket in _tickets.Values.ToList())
        {
            ticket.GiveUp();
            ticket.End(new LiveResponse(LiveStatus.Cancelled) { Why = "the plant was shut down" });
        }
    }

    public void Serve(int slot, double expectedNs)
    {
        ref readonly var request = ref state.Queues[slot];
        var (skill, stamp, ticket) = (request.Skill, request.Stamp, _tickets[request.Number]);
        var handle = _handles[skill];
        Begin(async () =>
        {
            var answer = ticket.IsGivenUp ? new LiveResponse(LiveStatus.Cancelled) : await LiveAnswers.AskAsync(pool, handle, skills[skill], ticket.Request, ticket.Stop);
            return () => EndService(slot, stamp, ticket, answer with { Skills = [skill] });
        });
    }

    public void Lose(int slot, RequestLoss loss)
    {
        if (!_tickets.Remove(state.Queues[slot].Number, out var ticket) || ticket.HasEnded) return;
        var answer = ticket.Answer ?? new LiveResponse(loss == RequestLoss.TimedOut ? LiveStatus.TimedOut : LiveStatus.Failed) { Why = loss == RequestLoss.TimedOut ? "it waited too long" : "its model was taken away" };
        ticket.GiveUp();
        ticket.End(answer);
    }

    public (double Correct, bool IsKnown) Judge(int slot) =>
        _tickets[state.Queues[slot].Number].Answer is { } answer ? (answer.Correct, answer.IsKnown) : (double.NaN, false);

    public long FirstOutputNs(int slot)
    {
        ref readonly var request = ref state.Queues[slot];
        return request.StartNs + PlantState.Nanoseconds(_tickets[request.Number].Answer?.FirstOutput ?? 0);
    }

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
                await pool.DeactivateAsync(_handles[skill]);
            }
            catch (PoolException problem) when (problem.Fault != PoolFault.StaleHandle)
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
        await pool.SuspendAsync(_handles[skill]);
        return () => null;
    });

    public ResourceVector FootprintOf(int skill) => _footprints[skill];

    /// <summary>Begins what the plant has asked for since the last time. Called when a command or an event has been dealt with whole.</summary>
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
        RuntimeHandle loaded = default;
        try
        {
            var handle = IsInPool(skill) ? _handles[skill] : loaded = pool.Load(skills[skill].ForPool);
            pool.Activate(handle);
            return () => Came(skill, handle, isSwitch: false);
        }
        catch (PoolException problem)
        {
            await pool.StopAsync(loaded, "it could not be activated");
            return () => Residency.FailLoad(skill, problem.Fault == PoolFault.OverBudget);
        }
    }

    private void Switch(int[] leaving, int[] coming)
    {
        var change = new PoolSwitch
        {
            Out = [.. leaving.Select(skill => _handles[skill])],
            In = [.. coming.Select(skill => skills[skill].ForPool)],
            Validate = LookAsync,
            Reason = "replace",
        };
        Task before = Task.WhenAll(leaving.Concat(coming).Select(skill => _last[skill]).Append(_switch));
        var done = Begin(async () =>
        {
            await before;
            try
            {
                var handles = await pool.SwitchAsync(change);
                return () =>
                {
                    for (int i = 1; i < coming.Length; i++)
                    {
                        var (skill, handle) = (coming[i], handles[i]);
                        post(() => Came(skill, handle, isSwitch: true));
                    }

                    return Came(coming[0], handles[0], isSwitch: true);
                };
            }
            catch (Exception problem) when (problem is PoolException or OperationCanceledException)
            {
                return () => Undone(leaving, coming);
            }
        });
        _switch = done;
        foreach (int skill in leaving.Concat(coming)) _last[skill] = done;
    }

    /// <summary>Checks a newcomer. One that was found fit is not checked again: its content is the same.</summary>
    private async ValueTask<string?> LookAsync(RuntimeLease lease, CancellationToken cancellation)
    {
        int skill = 0;
        while (skills[skill].Name != lease.Skill) skill++;
        if (_found[skill]) return null;
        string? fault = await Look(skill, lease, cancellation);
        _found[skill] = fault is null;
        return fault;
    }

    /// <summary>It is looked at again when it next comes in another's place, as if it never had.</summary>
    public void LookAgain(int skill) => _found[skill] = false;

    private PoolEvent? Came(int skill, RuntimeHandle handle, bool isSwitch)
    {
        _handles[skill] = handle;
        var reading = pool.Snapshot().Runtimes.FirstOrDefault(runtime => runtime.Handle == handle);
        if (reading is not null) _footprints[skill] = new ResourceVector { ResidentBytes = reading.Held.Weights, ScratchBytes = reading.Held.Kv + reading.Held.Scratch };
        var happened = Residency.EndLoad(skill);
        Loads.Add(new LiveMove(skill, happened.Seconds, isSwitch));

        // The books may have no room for what turned out larger than stated.
        if (!state.Rows[skill].IsResident) Next(skill, async () => { await pool.StopAsync(handle, "no room for what it turned out to take"); return () => null; });
        return happened;
    }

    /// <summary>A switch that failed has left the pool as it was: those who were to go are back.</summary>
    private PoolEvent? Undone(int[] leaving, int[] coming)
    {
        PoolEvent failed = default;
        foreach (int skill in coming) failed = Residency.FailLoad(skill, isFull: false);
        foreach (int skill in leaving.Where(IsInPool)) Residency.Return(skill);
        return failed;
    }

    private PoolEvent? EndService(int slot, int stamp, LiveTicket ticket, LiveResponse answer)
    {
        ref readonly var request = ref state.Queues[slot];
        if (request.Stamp != stamp || ticket.HasEnded) return null;
        long number = request.Number;
        double waited = (request.ReadyNs - request.ArrivalNs) * 1e-9;
        ticket.Answer = answer with { Waited = waited, Seconds = (state.NowNs - request.StartNs) * 1e-9 };
        if (answer.Status == LiveStatus.Answered) Judged(request.Skill, ticket.Request, answer.Correct);
        PoolEvent? happened = answer.Status == LiveStatus.Answered ? Desk.Complete(slot) : Desk.Abandon(slot);
        _tickets.Remove(number);
        ticket.End(ticket.Answer);
        return happened;
    }

    private bool IsInPool(int skill) => pool.Snapshot().Runtimes.Any(runtime => runtime.Handle == _handles[skill]);

    private void Next(int skill, Func<Task<Func<PoolEvent?>>> work)
    {
        var before = _last[skill];
        _last[skill] = Begin(async () =>
        {
            await before;
            return await work();
        });
    }

    /// <summary>Runs beside the plant's thread; what it returns is carried out on it.</summary>
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

/// <summary>One load or unload that came to a good end.</summary>
internal readonly record struct LiveMove(int Skill, double Seconds, bool IsSwitch);
