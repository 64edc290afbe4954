using System.Collections.Immutable;
using Teleo.Engine.Formats;
using Teleo.Engine.Packing;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Training.Runs;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Evaluation;

/// <summary>Makes a package from a trained model: every precision in both formats, each measured, with manifest and evidence.</summary>
public sealed class SkillMaker(TimeProvider clock, int threads, int items)
{
    private static readonly string[] Precisions = ["f32", "q8_0", "q4_0"];
    private static readonly string[] Formats = ["gguf", "slm"];

    /// <summary>The publisher that the manifest names; a publisher in the list of keys has to sign the package.</summary>
    public string Publisher { get; init; } = "local";

    /// <summary>Reads <paramref name="trained"/> and fills <paramref name="package"/>; the skill gets the name of the package.</summary>
    public SkillManifest Make(string trained, string package, Action<string, int>? progress = null,
        CancellationToken cancellation = default)
    {
        var record = TrainingRecord.Read(trained);
        string source = Path.Combine(trained, TrainingRecord.ModelFile);
        if (SkillPackage.HashOf(source) != record.ModelSha256)
            throw new InvalidDataException($"{source} is not the model that {TrainingRecord.FileName} tells of");

        var tasks = record.TaskEntries();
        var adapterBase = record.Options.Adapter is { } adapter ? AdapterBase.NextTo(package, adapter.BaseSha256) : null;
        var artifacts = adapterBase is null ? WriteArtifacts(source, package) : [CopyAdapter(source, package, record)];
        string id = Path.GetFileName(Path.GetFullPath(package.TrimEnd(Path.DirectorySeparatorChar)));
        var manifest = Manifest(id, record, tasks, artifacts, adapterBase?.Path ?? source);
        if (adapterBase is not null) manifest = OverBase(manifest, adapterBase.Manifest, record.Options.Adapter!);
        var exam = new Exam(ExamItem.Of(tasks, items), manifest.Contract.Determinism, clock, adapterBase?.Path);
        var results = artifacts.Select(artifact =>
        {
            int done = 0;
            return new ExamResult(artifact.Variant,
                exam.Take(Path.Combine(package, artifact.File), threads, () =>
                progress?.Invoke(artifact.Variant, Interlocked.Increment(ref done)), cancellation));
        }).ToImmutableArray();
        manifest = manifest with { Evidence = [.. results.SelectMany(result => result.Evidence())] };

        AtomicFile.Copy(Path.Combine(trained, TrainingRecord.CurveFile), Path.Combine(package, TrainingRecord.CurveFile));
        record.Write(package);
        new EvidencePage(manifest, record, tasks, results).Write(package);
        AtomicFile.WriteText(Path.Combine(package, SkillPackage.ManifestFile), ManifestJson.Write(manifest));
        return manifest;
    }

    private static ImmutableArray<SkillArtifact> WriteArtifacts(string source, string package)
    {
        var artifacts = ImmutableArray.CreateBuilder<SkillArtifact>();
        foreach (string format in Formats)
        {
            foreach (string precision in Precisions)
            {
                string path = Path.Combine(package, $"model.{precision}.{format}");
                TensorTypeNames.TryParse(precision, Packer.FormatOf(path)!.Value, out var type);
                bool isWritten = precision == "f32"
                    ? Packer.TryConvert(source, path, type, out var error)
                    : Packer.TryQuantize(source, path, type, out error);
                if (!isWritten) throw new IOException($"{path}: {error}");
                if (!ModelManifest.TryRead(path, out var facts, out error)) throw new InvalidDataException($"{path}: {error}");
                artifacts.Add(new SkillArtifact
                {
                    File = Path.GetFileName(path),
                    Sha256 = facts.Sha256,
                    SizeBytes = facts.SizeBytes,
                    Format = format,
                    FormatVersion = facts.FormatVersion,
                    Quantisation = precision,
                    Estimate = new ResourceEstimate(facts.SizeBytes, facts.KvBytesPerToken * facts.ContextLength, LoadMilliseconds: 1),
                });
            }
        }

        return artifacts.ToImmutable();
    }

    private static SkillArtifact CopyAdapter(string source, string package, TrainingRecord record)
    {
        const string Name = "adapter.f32.gguf";
        string path = Path.Combine(package, Name);
        AtomicFile.Copy(source, path);
        long size = new FileInfo(path).Length;
        return new SkillArtifact
        {
            File = Name,
            Sha256 = record.ModelSha256,
            SizeBytes = size,
            Format = "gguf",
            FormatVersion = 3,
            Quantisation = "f32",
            Estimate = new ResourceEstimate(size, ScratchBytes: 0, LoadMilliseconds: 1),
        };
    }

    private static SkillManifest OverBase(SkillManifest manifest, SkillManifest baseSkill, AdapterOptions adapter) => manifest with
    {
        Tokenizer = baseSkill.Tokenizer,
        Dependencies = [baseSkill.Name],
        Adapter = new AdapterFacts(adapter.BaseSha256, ModelExport.AdaptedModules, adapter.Rank, adapter.Scale, ModelExport.AdapterAbi),
    };

    private SkillManifest Manifest(string id, TrainingRecord record, IReadOnlyList<TaskEntry> tasks,
        ImmutableArray<SkillArtifact> artifacts, string source)
    {
        if (!ModelManifest.TryRead(source, out var facts, out var error)) throw new InvalidDataException($"{source}: {error}");
        return new SkillManifest
        {
            Schema = SkillManifest.CurrentSchema,
            Id = id,
            Version = "1.0.0",
            Publisher = Publisher,
            Licence = "MIT",
            Source = record.Command,
            SourceRevision = $"sha256:{record.ModelSha256}",
            Family = facts.Architecture,
            Tokenizer = new TokenizerIdentity("bytes-260", facts.TokenizerSha256),
            Contract = SkillContracts.Of(tasks),
            Artifacts = artifacts,
            EvidenceStatus = EvidenceStatus.Evaluated,
        };
    }
}
