using System.Collections.Immutable;

namespace Teleo.Engine.Pool;

/// <summary>One switch on its way: what it has claimed and brought in, and how to undo it.</summary>
internal sealed class SwitchRun(ResidentTable residents, LeaseDispatcher dispatcher, PoolLoader loader, PoolSwitch change)
{
    private readonly List<(Resident Resident, RuntimeStage? Before)> _in = [];   // Before is null for what this switch has loaded
    private ImmutableArray<(Resident Resident, RuntimeStage Before)> _out = [];

    public async Task<ImmutableArray<RuntimeHandle>> RunAsync(CancellationToken cancellation)
    {
        _out = [.. residents.Claim(change.Out, removes: true, RuntimeStage.Resident, RuntimeStage.Active, RuntimeStage.Suspended)
            .Select(resident => (resident, resident.Stage))];
        try
        {
            await BringInAsync(cancellation);
            var watch = new SwitchWatch(change.FailuresBorne);
            foreach (var (resident, _) in _in) resident.Watch = watch;
            dispatcher.Route([.. _in.Select(entry => entry.Resident)], [.. _out.Select(entry => entry.Resident)], change.Reason);
            await WatchAsync(watch, cancellation);
        }
        catch (Exception problem)
        {
            await RollBackAsync(problem);
            throw;
        }

        foreach (var (resident, _) in _in)
        {
            resident.Watch = null;
            residents.Free(resident);
        }

        foreach (var (resident, before) in _out) await LetGoAsync(resident, before);
        return [.. _in.Select(entry => entry.Resident.Handle)];
    }

    // Beside the old set where the budget allows; in its place where it does not.
    private async Task BringInAsync(CancellationToken cancellation)
    {
        try
        {
            await BringInAsync(default, cancellation);
        }
        catch (PoolException problem) when (problem.Fault == PoolFault.OverBudget && _out.Length > 0)
        {
            await UndoInAsync();
            foreach (var (resident, before) in _out)
            {
                await dispatcher.DrainAsync(resident, before, change.Reason, cancellation);
                loader.Park(resident, change.Reason);
            }

            await BringInAsync(residents.Sum(_out.Select(entry => entry.Resident)), cancellation);
        }
    }

    private async Task BringInAsync(PoolBytes returning, CancellationToken cancellation)
    {
        foreach (var skill in change.In)
        {
            cancellation.ThrowIfCancellationRequested();
            var there = residents.ClaimIdle(skill.Name);
            var stage = there?.Stage;
            var resident = there ?? loader.Load(skill, returning, change.Reason);
            _in.Add((resident, stage));
            loader.MakeReady(resident, returning);
        }

        if (change.Validate is not { } validate) return;
        foreach (var (resident, _) in _in)
        {
            using var lease = dispatcher.OpenPrivately(resident);
            if (await validate(lease, cancellation) is not { } fault) continue;
            residents.Log.Tell(resident, RuntimeEventKind.ValidationFailed, fault);
            throw new PoolException(PoolFault.ValidationFailed, $"{resident.Skill.Name} is not fit: {fault}");
        }
    }

    private async Task WatchAsync(SwitchWatch watch, CancellationToken cancellation)
    {
        if (change.Watch <= TimeSpan.Zero) return;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var first = await Task.WhenAny(watch.Trouble, Task.Delay(change.Watch, residents.Clock, ended.Token));
        await ended.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        if (first == watch.Trouble)
            throw new PoolException(PoolFault.RolledBack,
                $"more than {change.FailuresBorne} requests failed within {change.Watch} of the switch");
    }

    private async Task RollBackAsync(Exception problem)
    {
        string reason = $"undone: {problem.Message}";
        bool wasRouted = _in.Any(entry => entry.Resident.Stage == RuntimeStage.Active);
        // Those still in memory take requests again before the new ones stop.
        foreach (var (resident, before) in _out.Where(
            entry => entry.Resident.Stage == RuntimeStage.Draining)) dispatcher.Restage(resident, before);
        await UndoInAsync();
        foreach (var (resident, before) in _out.Reverse())   // bases before their adapters
        {
            if (resident.Stage == RuntimeStage.Parked) Restore(resident, before, reason);
            else residents.Free(resident);
            if (wasRouted) residents.Log.Tell(resident, RuntimeEventKind.RolledBack, reason);
        }
    }

    private async Task UndoInAsync()
    {
        foreach (var (resident, before) in Enumerable.Reverse(_in))
        {
            resident.Watch = null;
            await dispatcher.DrainAsync(resident, resident.Stage, "undone", CancellationToken.None);
            if (before is { } stage) loader.Rest(resident, stage);
            else TryUnload(resident, "undone");
            residents.Free(resident);
        }

        _in.Clear();
    }

    private void Restore(Resident resident, RuntimeStage before, string reason)
    {
        try
        {
            loader.Fill(resident, default, reason);
            if (before == RuntimeStage.Active) loader.MakeReady(resident, default);
            dispatcher.Restage(resident, before);
            residents.Free(resident);
        }
        catch (Exception problem)
        {
            residents.Log.Tell(resident, RuntimeEventKind.LoadFailed, $"it could not be brought back: {problem.Message}");
            residents.Remove(resident, "it could not be brought back");
        }
    }

    private async Task LetGoAsync(Resident resident, RuntimeStage before)
    {
        if (resident.Stage == RuntimeStage.Parked)
        {
            residents.Remove(resident, change.Reason);
            return;
        }

        await dispatcher.DrainAsync(resident, before, change.Reason, CancellationToken.None);
        TryUnload(resident, change.Reason);
        residents.Free(resident);
    }

    // An unload that fails leaves its runtime stuck and counted, and an event; the switch stands.
    private void TryUnload(Resident resident, string reason)
    {
        try
        {
            loader.Unload(resident, reason);
        }
        catch (PoolException problem) when (problem.Fault == PoolFault.UnloadFailed)
        {
        }
    }
}
