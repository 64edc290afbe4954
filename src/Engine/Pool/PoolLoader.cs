namespace Teleo.Engine.Pool;

/// <summary>Loads models and unloads them, each under its runtime's claim.</summary>
/// <param name="books">Where everything is written down.</param>
/// <param name="desk">Who lets requests in.</param>
/// <param name="unload">Gives a model's memory back.</param>
internal sealed class PoolLoader(PoolBooks books, RequestDesk desk, Action<LoadedModel> unload)
{
    /// <summary>Loads a skill; the runtime is resident and still claimed.</summary>
    public Resident Load(PoolSkill skill, PoolBytes returning, string reason)
    {
        var resident = books.Admit(skill, SizeOf(skill), returning);
        try
        {
            Fill(resident, returning, reason);
            return resident;
        }
        catch (Exception problem)
        {
            books.Log.Tell(resident, PoolEventKind.LoadFailed, problem.Message);
            books.Remove(resident, "its load failed");
            throw;
        }
    }

    /// <summary>Brings the model of a runtime that has a place into memory.</summary>
    public void Fill(Resident resident, PoolBytes returning, string reason)
    {
        LoadedModel? model = null;
        try
        {
            model = LoadedModel.Open(resident.Skill, books.Attach(resident), books.Options, books.Scratch, books.Clock);
            books.Recount(resident, model.AtRest, returning);
            model.Populate();
            books.Arrive(resident, model, reason);
        }
        catch
        {
            model?.Dispose();
            books.Detach(resident);
            throw;
        }
    }

    /// <summary>Counts sessions and scratch, so that requests can be let in.</summary>
    public void MakeReady(Resident resident, PoolBytes returning) =>
        books.Recount(resident, resident.Model!.AtRest + resident.Model.AtWork, returning);

    /// <summary>Gives sessions and scratch of an empty runtime back and keeps its weights.</summary>
    public void Rest(Resident resident, RuntimeStage stage)
    {
        var model = GiveBackSessions(resident, stage);
        model.DropScratch();
        books.Recount(resident, model.AtRest, default);
    }

    /// <summary>Takes an empty runtime out of the pool.</summary>
    public void Unload(Resident resident, string reason)
    {
        GiveBack(resident, RuntimeStage.Unloading, reason);
        books.Remove(resident, reason);
    }

    /// <summary>Takes an empty runtime's memory away and keeps its place.</summary>
    public void Park(Resident resident, string reason) => GiveBack(resident, RuntimeStage.Parked, reason);

    private void GiveBack(Resident resident, RuntimeStage stage, string reason)
    {
        books.Measure(resident);
        long began = books.Clock.GetTimestamp();
        try
        {
            unload(GiveBackSessions(resident, RuntimeStage.Unloading));
        }
        catch (Exception problem)
        {
            desk.Restage(resident, RuntimeStage.Stuck);
            books.Log.Tell(resident, PoolEventKind.UnloadFailed, problem.Message);
            throw new PoolException(PoolFault.UnloadFailed, $"{resident.Skill.Name} could not be unloaded and stays counted: {problem.Message}", problem);
        }

        books.Unloaded(resident, stage, books.Clock.GetElapsedTime(began), reason);
    }

    private LoadedModel GiveBackSessions(Resident resident, RuntimeStage stage)
    {
        var (model, sessions) = books.Empty(resident, stage);
        foreach (var session in sessions) session.Dispose();
        if (model.Runtime.PeakScratchBytes is > 0 and var most) books.Log.Figure(resident, figures => figures with { ScratchBytes = figures.ScratchBytes.With(most) });
        return model;
    }

    private static long SizeOf(PoolSkill skill)
    {
        var file = new FileInfo(skill.ArtifactPath);
        // What of an adapter is kept is known when it has been read.
        return file.Exists ? (skill.Base is null ? file.Length : 0) : throw new PoolException(PoolFault.LoadFailed, $"{skill.Name} cannot be loaded: {skill.ArtifactPath} is missing");
    }
}
