using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Studies;

/// <summary>
/// A study frozen before its first confirmatory run: the definition, the code that runs and judges it, the data and
/// the seeds, under one hash. What changes afterwards makes the results exploratory.
/// </summary>
internal sealed record Registration
{
    private static readonly JsonLimits Limits = new(1 << 20);

    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 16;

    public int Format { get; init; } = 3;

    public required string Study { get; init; }

    public required string DefinitionSha256 { get; init; }

    /// <summary>The identity of the code that runs and judges.</summary>
    public required string Identity { get; init; }

    /// <summary>The commit of the build. A commit without code changes keeps the identity.</summary>
    public required string Commit { get; init; }

    /// <summary>The identity of each workload's data.</summary>
    public required string Data { get; init; }

    public required string Seeds { get; init; }

    /// <summary>
    /// Drawn when the study is registered. The seeds that are played follow from it, so that no run made before can be one of the study.
    /// </summary>
    public string Nonce { get; init; } = "";

    public required string Analysis { get; init; }

    public required int Runs { get; init; }

    public required DateTimeOffset RegisteredUtc { get; init; }

    /// <summary>The SHA-256 of all fields above.</summary>
    public string Sha256 { get; init; } = "";

    /// <param name="nonce">Bytes that cannot be known beforehand.</param>
    public static Registration Of(StudyPlan plan, ICellRunner runner, TimeProvider clock, ReadOnlySpan<byte> nonce) => new Registration
    {
        Study = plan.Study.Name,
        DefinitionSha256 = Fingerprint.Of(StudyFile.Effective(plan.Study)),
        Identity = runner.Identity,
        Commit = TraceFile.SourceRevision,
        Data = DataOf(plan.Study, runner),
        Seeds = string.Join(", ", plan.Study.Seeds),
        Nonce = Convert.ToHexStringLower(nonce),
        Analysis = Studies.Analysis.Version,
        Runs = plan.Cells.Length,
        RegisteredUtc = clock.GetUtcNow(),
    }.Sealed();

    public string ToJson() => JsonSerializer.Serialize(this, StudyFile.Options) + "\n";

    /// <summary>Reads what was registered; null where nothing was. A damaged file is refused and never taken for none.</summary>
    public static Registration? Read(string path)
    {
        if (!File.Exists(path)) return null;
        byte[] bytes = InputFile.ReadAll(path, Limits.Bytes);
        return JsonInput.TryRead<Registration>(bytes, StudyFile.Options, Limits, out var read, out string why)
            ? read
            : throw new InputException("BadRegistration", $"no registration: {why}; put back the file that was registered", path);
    }

    /// <summary>Returns the study with its actual seeds in place of those of the definition.</summary>
    public StudyDefinition Played(StudyDefinition study)
    {
        if (Nonce.Length == 0) return study;
        var seeds = new SeedTree(Convert.ToUInt64(Fingerprint.Of($"{DefinitionSha256} {Nonce}")[..16], 16));
        return study with { Seeds = [.. study.Seeds.Select((_, i) => seeds.KeyOf("study.seed", 0, (uint)i) >> 1)] };
    }

    /// <summary>Why results under this definition and runner would not be what was registered; empty when they are.</summary>
    public IReadOnlyList<string> Departures(StudyDefinition study, ICellRunner runner)
    {
        (bool Holds, string Departure)[] conditions =
        [
            (Sealed().Sha256 == Sha256, "the registration itself was changed"),
            (Nonce.Length > 0, "it was registered without a nonce"),
            (Fingerprint.Of(StudyFile.Effective(study)) == DefinitionSha256, "the definition or its seeds changed since"),
            (runner.Identity == Identity, "the code changed since"),
            (DataOf(study, runner) == Data, "the data changed since"),
            (Studies.Analysis.Version == Analysis, "the analysis changed since"),
        ];
        return [.. conditions.Where(condition => !condition.Holds).Select(condition => condition.Departure)];
    }

    private static string DataOf(StudyDefinition study, ICellRunner runner) =>
        string.Join("; ", study.Workloads.Select(workload => $"{workload}: {runner.DataOf(workload)}"));

    private Registration Sealed() => this with { Sha256 = Fingerprint.Of((this with { Sha256 = "" }).ToJson()) };
}
