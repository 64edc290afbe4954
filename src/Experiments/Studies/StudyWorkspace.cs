using Teleo.Engine.Storage;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Shell;

namespace Teleo.Experiments.Studies;

/// <summary>A study on disk: its definition, the folder of its results, and what was registered there.</summary>
internal sealed class StudyWorkspace
{
    private StudyWorkspace(StudyDefinition study, ICellRunner runner, string folder)
    {
        Study = study;
        Runner = runner;
        Folder = folder;
        Plan = StudyPlan.Of(study);
        Store = new CellStore(Path.Combine(folder, "cells"), runner);
        Registration = Registration.TryRead(RegistrationPath);
        Standing = Standing.Of(Registration, study, runner);
    }

    public StudyDefinition Study { get; }

    public ICellRunner Runner { get; }

    public string Folder { get; }

    public StudyPlan Plan { get; }

    public CellStore Store { get; }

    public Registration? Registration { get; }

    public Standing Standing { get; }

    public string RegistrationPath => Path.Combine(Folder, "registration.json");

    /// <summary>Opens the study of a definition file; each fault of it is told on a line of its own.</summary>
    public static StudyWorkspace Open(string file, string? folder, Action<string> tell)
    {
        byte[] bytes = Length(file) <= JsonTree.LargestBytes ? File.ReadAllBytes(file) : throw CommandFailure.BadInput("TooLarge",
            $"a definition has at most {JsonTree.LargestBytes} bytes", file);
        ICellRunner? runner = null;
        var study = StudyFile.Read(bytes, plant => runner = CellRunners.For(plant), out var faults);
        foreach (var fault in faults) tell($"{file}:{fault}");
        if (study is null) throw CommandFailure.BadInput("StudyFaults", faults.Count == 1 ? "one fault" : $"{faults.Count} faults", file);
        return Of(study, runner!, folder);
    }

    public static StudyWorkspace Of(StudyDefinition study, ICellRunner runner, string? folder) =>
        new(study, runner, folder ?? Path.Combine("runs", study.Name));

    /// <summary>Freezes the study, unless some of it ran already: what comes after the first look confirms nothing.</summary>
    public Registration Register(TimeProvider clock)
    {
        if (Registration is not null)
            throw CommandFailure.Integrity("AlreadyRegistered", "this folder holds a registration; another study needs another folder", RegistrationPath);
        int there = Plan.Cells.Count(cell => Store.TryRead(cell) is not null);
        if (there > 0)
            throw CommandFailure.Integrity("RanBefore", $"{there} runs of this study are there already: registered now, they would still be exploratory", Folder);
        var registration = Registration.Of(Plan, Runner, clock);
        WholeFile.WriteText(RegistrationPath, registration.ToJson());
        return registration;
    }

    /// <summary>All results, or a failure that says what is missing.</summary>
    public StudyResults Collect()
    {
        var results = StudyResults.Collect(Plan, Store, Runner, out int missing);
        if (missing > 0)
            throw new CommandFailure(ExitCode.Failed, "Incomplete", $"{missing} of {Plan.Cells.Length} runs are missing; `teleo study run` runs them", Folder);
        return results;
    }

    /// <summary>Writes every table, and the definition with all its defaults.</summary>
    public StudySummary Merge()
    {
        var results = Collect();
        var summary = StudySummary.Of(results, Standing);
        WholeFile.WriteText(Path.Combine(Folder, "study.json"), StudyFile.Effective(Study));
        StudyTables.Write(Folder, summary, Store);
        return summary;
    }

    private static long Length(string file) => new FileInfo(file).Length;
}

/// <summary>Everything that is known of a finished study.</summary>
internal sealed record StudySummary(
    StudyResults Results,
    IReadOnlyList<Effect> Effects,
    IReadOnlyList<Judged> Judged,
    IReadOnlyList<CommitmentResult> Commitments,
    Standing Standing)
{
    public static StudySummary Of(StudyResults results, Standing standing) => new(
        results, Analysis.Effects(results), ClaimJudge.Judge(results, standing), Falsification.Commitments.Judge(results), standing);
}
