namespace Teleo.Engine.Pool;

/// <summary>Loads models and unloads them, each under its runtime's claim.</summary>
/// <param name="residents">The runtimes and their bytes.</param>
/// <param name="dispatcher">The leases.</param>
/// <param name="unload">Gives a model's memory back.</param>
internal sealed class PoolLoader(ResidentTable residents, LeaseDispatcher dispatcher, Action<LoadedModel> unload)
{
    /// <summary>Loads a skill; the runtime is resident and still claimed.</summary>
    public Resident Load(PoolSkill skill, PoolBytes returning)
    {
        var resident = residents.Admit(skill, SizeOf(skill), returning);
        try
        {
            Fill(resident, returning);
            return resident;
        }
        catch
        {
            residents.Remove(resident);
            throw;
        }
    }

    /// <summary>Brings the model of a runtime that has a place into memory.</summary>
    public void Fill(Resident resident, PoolBytes returning)
    {
        LoadedModel? model = null;
        try
        {
            model = LoadedModel.Open(resident.Skill, residents.Attach(resident), residents.Options, residents.Scratch, residents.Clock);
            residents.Recount(resident, model.AtRest, returning);
            model.Populate();
            residents.Arrive(resident, model);
        }
        catch
        {
            model?.Dispose();
            residents.Detach(resident);
            throw;
        }
    }

    /// <summary>Counts sessions and scratch, so that requests can be accepted.</summary>
    public void MakeReady(Resident resident, PoolBytes returning) =>
        residents.Recount(resident, resident.Model!.AtRest + resident.Model.AtWork, returning);

    /// <summary>Gives sessions and scratch of an empty runtime back and keeps its weights.</summary>
    public void Rest(Resident resident, RuntimeStage stage)
    {
        var model = GiveBackSessions(resident, stage);
        model.DropScratch();
        residents.Recount(resident, model.AtRest, default);
    }

    /// <summary>Takes an empty runtime out of the pool.</summary>
    public void Unload(Resident resident)
    {
        GiveBack(resident, RuntimeStage.Unloading);
        residents.Remove(resident);
    }

    /// <summary>Takes an empty runtime's memory away and keeps its place.</summary>
    public void Park(Resident resident) => GiveBack(resident, RuntimeStage.Parked);

    private void GiveBack(Resident resident, RuntimeStage stage)
    {
        try
        {
            unload(GiveBackSessions(resident, RuntimeStage.Unloading));
        }
        catch (Exception problem)
        {
            dispatcher.Restage(resident, RuntimeStage.Stuck);
            throw new PoolException(PoolFault.UnloadFailed,
                $"{resident.Skill.Name} could not be unloaded and stays counted: {problem.Message}", problem);
        }

        residents.Unloaded(resident, stage);
    }

    private LoadedModel GiveBackSessions(Resident resident, RuntimeStage stage)
    {
        var (model, sessions) = residents.Empty(resident, stage);
        foreach (var session in sessions) session.Dispose();
        return model;
    }

    private static long SizeOf(PoolSkill skill)
    {
        var file = new FileInfo(skill.ArtifactPath);
        // What of an adapter is kept is known when it has been read.
        return file.Exists
            ? (skill.Base is null ? file.Length : 0)
            : throw new PoolException(PoolFault.LoadFailed, $"{skill.Name} cannot be loaded: {skill.ArtifactPath} is missing");
    }
}
