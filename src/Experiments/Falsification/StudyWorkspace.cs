using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>A study on disk: its definition, the folder of its results, and its registration.</summary>
internal sealed class StudyWorkspace
{
    private StudyWorkspace(StudyDefinition study, ICellRunner runner, string folder)
    {
        Definition = study;
        Runner = runner;
        Folder = folder;
        Ledger = new AttemptLedger(folder);
        Registration = Registration.Read(RegistrationPath);
        Study = Registration?.Played(study) ?? study;
        Plan = StudyPlan.Of(Study);
        Store = new CellStore(Path.Combine(folder, "cells"), runner, Registration?.Sha256 ?? "");
        Standing = ConfirmatoryStatus.Of(Registration, study, runner, folder);
    }

    /// <summary>The study as its author wrote it.</summary>
    public StudyDefinition Definition { get; }

    /// <summary>The study as it is run: after registration, with the seeds of the registration.</summary>
    public StudyDefinition Study { get; }

    /// <summary>The ledger of all that was done with the study.</summary>
    public AttemptLedger Ledger { get; }

    public ICellRunner Runner { get; }

    public string Folder { get; }

    public StudyPlan Plan { get; }

    public CellStore Store { get; }

    public Registration? Registration { get; }

    /// <summary>Fields that the definition file leaves at their defaults.</summary>
    public IReadOnlyList<string> Defaulted { get; private init; } = [];

    public ConfirmatoryStatus Standing { get; }

    public string RegistrationPath => Path.Combine(Folder, "registration.json");

    /// <summary>Opens the study of a definition file; reports each fault on its own line.</summary>
    public static StudyWorkspace Open(string file, string? folder, TimeProvider clock, Action<string> tell)
    {
        byte[] bytes = InputFile.ReadAll(file, JsonTree.LargestBytes);
        ICellRunner? runner = null;
        var study = StudyFile.Read(bytes, plant => runner = CellRunners.For(plant, clock), out var faults);
        foreach (var fault in faults) tell($"{file}:{fault}");
        if (study is null) throw new InputException("StudyFaults", faults.Count == 1 ? "one fault" : $"{faults.Count} faults", file);
        return new(study, runner!, folder ?? DefaultFolder(study)) { Defaulted = StudyFile.Defaulted(bytes) };
    }

    public static StudyWorkspace Of(StudyDefinition study, ICellRunner runner, string? folder) =>
        new(study, runner, folder ?? DefaultFolder(study));

    private static string DefaultFolder(StudyDefinition study) => Path.Combine("runs", study.Name);

    /// <summary>Runs the missing ones of these cells and records the session, however it ends.</summary>
    public StudyRunner.Tally Run(IEnumerable<Cell> cells, int threads, TimeProvider clock, Action<int, int, Cell> progress,
        CancellationToken cancellation)
    {
        var started = clock.GetUtcNow();
        long start = clock.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        var runner = new StudyRunner(Runner, Store, clock);
        string ended = "finished";
        try
        {
            return runner.Run(cells, threads, progress, cancellation);
        }
        catch (Exception e)
        {
            ended = e.GetType().Name;
            throw;
        }
        finally
        {
            string made = $"{runner.Made.Ran} made, {runner.Made.Reused} there, {runner.Made.Failed} failed, {ended}";
            if (runner.Made.Ran > 0) Ledger.Append("run", RegistrationSha256, made, runner.Marks, clock);
            Note(new()
            {
                Study = Study.Name,
                DefinitionSha256 = Fingerprint.Of(StudyFile.Effective(Definition)),
                Defaulted = Defaulted,
                RegistrationSha256 = Registration?.Sha256,
                Standing = Standing.ToString(),
                Code = Runner.Identity,
                Commit = Tracing.TraceFile.SourceRevision,
                StartedUtc = started,
                WallSeconds = clock.GetElapsedTime(start).TotalSeconds,
                ProcessorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
                Ran = runner.Made.Ran,
                Reused = runner.Made.Reused,
                Failed = runner.Made.Failed,
                Ended = ended,
            });
        }
    }

    /// <summary>Records a session. A session without work is not recorded; a full disk must not hide the reason of its end.</summary>
    private void Note(StudySession session)
    {
        if (session.Ran == 0) return;
        try
        {
            session.Write(Folder);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Registers the study, unless some of it has run: later data confirms nothing.</summary>
    /// <param name="nonce">Bytes that cannot be known beforehand.</param>
    public Registration Register(TimeProvider clock, ReadOnlySpan<byte> nonce)
    {
        if (Registration is not null)
            throw new InputException("AlreadyRegistered", "this folder holds a registration; another study needs another folder",
                RegistrationPath, InputFault.Integrity);
        int there = Plan.Cells.Count(cell => Store.TryRead(cell) is not null);
        if (there > 0)
            throw new InputException("RanBefore",
                $"{there} runs of this study are there already: registered now, they would still be exploratory", Folder,
                    InputFault.Integrity);
        var registration = Registration.Of(Plan, Runner, clock, nonce);
        AtomicFile.WriteText(RegistrationPath, registration.ToJson());
        Ledger.Append("register", registration.Sha256, $"{registration.Runs} runs under definition {registration.DefinitionSha256}", [],
            clock);
        return registration;
    }

    /// <summary>Signs the registration as its witness. After the first run a receipt would prove nothing.</summary>
    public WitnessReceipt Witness(SigningKey key, TimeProvider clock)
    {
        if (Registration is null)
            throw new InputException("NotRegistered", "nothing is registered here; `teleo study register` comes first", RegistrationPath);
        if (Plan.Cells.Any(cell => Store.TryRead(cell) is not null))
            throw new InputException("RanBefore", "runs of this study are there already: a receipt would come too late", Folder,
                InputFault.Integrity);
        var receipt = WitnessReceipt.Of(Registration, key, clock);
        receipt.Write(Folder);
        Ledger.Append("witness", Registration.Sha256, $"by key {receipt.Signature.KeyId}", [], clock);
        return receipt;
    }

    /// <summary>Returns true if the study may stop after so many seeds, all of which have run.</summary>
    public bool IsEnough(int seeds, TimeProvider clock)
    {
        Ledger.Append("look", RegistrationSha256, $"after {seeds} seeds", [], clock);
        return Stopping.IsEnough(StudyResults.Collect(Plan.First(seeds), Store, Runner, out _));
    }

    /// <summary>Returns all results up to the planned stop, or fails with the missing part.</summary>
    public StudyResults Collect()
    {
        foreach (int seeds in Stopping.Looks(Study))
        {
            var results = StudyResults.Collect(Plan.First(seeds), Store, Runner, out int missing);
            if (missing > 0)
                throw new InputException("Incomplete", Missing(missing, Plan.First(seeds).Cells.Length), Folder, InputFault.Incomplete);
            if (seeds == Study.Seeds.Length || Stopping.IsEnough(results)) return results;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private string Missing(int missing, int all)
    {
        int others = Store.CountOfOtherCode();
        string why = others == 0 ? ""
            : $" {others} runs in this folder were made by another revision of the program, and runs of two revisions are not mixed;";
        return $"{missing} of {all} runs are missing;{why} `teleo study run` makes them with this one";
    }

    /// <summary>
    /// Writes every table, the definition with all its defaults and a manifest of hashes. Before results may confirm, the cells are
    /// compared with the ledger of attempts, and a sample that no one can choose is repeated.
    /// </summary>
    public StudySummary Merge(TimeProvider clock, CancellationToken cancellation = default)
    {
        var results = Collect();
        var standing = Standing.IsConfirmatory ? Standing.With(CellAudit.Departures(this, results, clock, cancellation)) : Standing;
        var summary = StudySummary.Of(results, standing);
        AtomicFile.WriteText(Path.Combine(Folder, "study.json"), StudyFile.Effective(Definition));
        StudyTables.Write(Folder, summary, Store);
        string manifest = StudyTables.WriteManifest(Folder);
        Ledger.Append("merge", RegistrationSha256, $"{results.Runs.Length} runs, manifest {manifest}", [], clock);
        return summary;
    }

    private string RegistrationSha256 => Registration?.Sha256 ?? "";
}

/// <summary>All results of a finished study.</summary>
internal sealed record StudySummary(
    StudyResults Results,
    IReadOnlyList<Effect> Effects,
    IReadOnlyList<Judged> Judged,
    IReadOnlyList<CommitmentResult> Commitments,
    IReadOnlyList<SelfControl> SelfControls,
    ConfirmatoryStatus Standing)
{
    public static StudySummary Of(StudyResults results, ConfirmatoryStatus standing)
    {
        var selfControls = SelfControl.Of(results);
        return new(results, Analysis.Effects(results), ClaimJudge.Judge(results, standing, selfControls),
            Falsification.Commitments.Judge(results), selfControls, standing);
    }

    /// <summary>All judged claims, as the lines of <c>claims.csv</c>.</summary>
    public IEnumerable<ClaimRow> ClaimRows =>
        [.. Judged.Select(ClaimRow.Of), .. SelfControls.Select(ClaimRow.Of), .. Commitments.SelectMany(ClaimRow.Of)];
}
