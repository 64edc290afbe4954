using System.Collections.Immutable;

namespace Teleo.Engine.Pool;

/// <summary>One running switch: its claims and loads, and their undo.</summary>
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
            dispatcher.Route([.. _in.Select(entry => entry.Resident)], [.. _out.Select(entry => entry.Resident)]);
        }
        catch
        {
            await RollBackAsync();
            throw;
        }

        foreach (var (resident, _) in _in) residents.Free(resident);
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
                await dispatcher.DrainAsync(resident, before, cancellation);
                loader.Park(resident);
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
            var resident = there ?? loader.Load(skill, returning);
            _in.Add((resident, stage));
            loader.MakeReady(resident, returning);
        }

        if (change.Validate is not { } validate) return;
        foreach (var (resident, _) in _in)
        {
            using var lease = dispatcher.OpenPrivately(resident);
            if (await validate(lease, cancellation) is not { } fault) continue;
            throw new PoolException(PoolFault.ValidationFailed, $"{resident.Skill.Name} is not fit: {fault}");
        }
    }

    private async Task RollBackAsync()
    {
        // Those still in memory take requests again before the new ones stop.
        foreach (var (resident, before) in _out.Where(
            entry => entry.Resident.Stage == RuntimeStage.Draining)) dispatcher.Restage(resident, before);
        await UndoInAsync();
        foreach (var (resident, before) in _out.Reverse())   // bases before their adapters
        {
            if (resident.Stage == RuntimeStage.Parked) Restore(resident, before);
            else residents.Free(resident);
        }
    }

    private async Task UndoInAsync()
    {
        foreach (var (resident, before) in Enumerable.Reverse(_in))
        {
            await dispatcher.DrainAsync(resident, resident.Stage, CancellationToken.None);
            if (before is { } stage) loader.Rest(resident, stage);
            else TryUnload(resident);
            residents.Free(resident);
        }

        _in.Clear();
    }

    private void Restore(Resident resident, RuntimeStage before)
    {
        try
        {
            loader.Fill(resident, default);
            if (before == RuntimeStage.Active) loader.MakeReady(resident, default);
            dispatcher.Restage(resident, before);
            residents.Free(resident);
        }
        catch
        {
            residents.Remove(resident);
        }
    }

    private async Task LetGoAsync(Resident resident, RuntimeStage before)
    {
        if (resident.Stage == RuntimeStage.Parked)
        {
            residents.Remove(resident);
            return;
        }

        await dispatcher.DrainAsync(resident, before, CancellationToken.None);
        TryUnload(resident);
        residents.Free(resident);
    }

    // An unload that fails leaves its runtime stuck and counted; the switch stands.
    private void TryUnload(Resident resident)
    {
        try
        {
            loader.Unload(resident);
        }
        catch (PoolException problem) when (problem.Fault == PoolFault.UnloadFailed)
        {
        }
    }
}
