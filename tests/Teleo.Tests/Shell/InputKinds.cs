using System.Text;
using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Engine.Loading;
using Teleo.Engine.Skills;
using Teleo.Engine.Trust;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Workloads;
using Teleo.Notebooks;
using Teleo.Pool.Live;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Teleo.Training.Runs;

namespace Teleo.Tests.Shell;

/// <summary>One kind of input: a sound example, a way to spoil it, and the reading of it.</summary>
/// <param name="Read">Reads a file and returns the refusal, empty where it was taken. Only a refusal may be thrown that the kind has.</param>
/// <param name="Command">The command that reads it, for the whole way from the command line.</param>
internal sealed record InputKind(string Name, string File, byte[] Good, Func<byte[], Chance, byte[]> Spoil, Func<string, string> Read, Func<string, string[]>? Command = null)
{
    /// <summary>Every kind that the program reads, its examples made or shipped.</summary>
    public static IReadOnlyList<InputKind> All(string work)
    {
        string registry = Path.Combine(work, "registry"), addition = Repository.PathOf("skills", "addition");
        string example = Path.Combine(work, "example");
        Directory.CreateDirectory(example);
        Ran("skill", "install", addition, "--variant", "q4_0", "--registry", registry);
        Ran("sim", "run", "--workload", "zipf", "--capacity", "4", "--trace", At("run.jsonl"), "--warmup", "0");
        Ran("key", "make", At("key.pem"));
        string key = Cli.Run("key", "show", At("key.pem"), "--json").Json().GetProperty("public_key").GetString()!;
        Ran("trust", "make", At("list.json"), "--id", "lab", "--publisher", "tests", "--key", key, "--root", key, "--until", "2999-01-01");
        Ran("trust", "sign", At("list.json"), At("key.pem"));
        byte[] trace = [.. Encoding.UTF8.GetBytes(string.Concat(System.IO.File.ReadLines(At("run.jsonl")).Take(12).Select(line => line + "\n")))];
        byte[] csv = Encoding.UTF8.GetBytes("t_s,model,session,input_tokens,output_tokens\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{(i * 0.5).ToString(System.Globalization.CultureInfo.InvariantCulture)},s{i % 4},u{i},{10 + i},{5 + i}\n")));
        string imported = At("requests.trace");
        System.IO.File.WriteAllBytes(At("requests.csv"), csv);
        Ran("workload", "import", At("requests.csv"), "--output", imported);

        return
        [
            new("manifest", "manifest.json", Bytes(addition, "manifest.json"), Spoiling.Json, Package, folder => ["skill", "pack", Path.GetDirectoryName(folder)!]),
            new("signature", "signature.json", Bytes(addition, "signature.json"), Spoiling.Json, path =>
            {
                System.IO.File.Copy(Path.Combine(addition, "manifest.json"), Path.Combine(Path.GetDirectoryName(path)!, "manifest.json"), overwrite: true);
                return Package(path);
            }),
            new("keys", "list.json", Bytes(work, "example", "list.json"), Spoiling.Json,
                path => TrustList.Read(System.IO.File.ReadAllBytes(path), out string problem) is null ? problem : "", path => ["trust", "show", "--trust", path, "--registry", Path.Combine(work, "none")]),
            new("private key", "key.pem", Bytes(work, "example", "key.pem"), Spoiling.Bytes, path =>
            {
                using var read = SigningKey.Read(System.IO.File.ReadAllText(path), null, out string problem);
                return problem;
            }, path => ["key", "show", path]),
            new("index", "index.json", Bytes(registry, "index.json"), Spoiling.Sealed, Registry, path => ["skill", "list", "--registry", Path.GetDirectoryName(path)!]),
            new("events", "events.jsonl", Bytes(registry, "events.jsonl"), Spoiling.Bytes, path =>
            {
                System.IO.File.Copy(Path.Combine(registry, "index.json"), Path.Combine(Path.GetDirectoryName(path)!, "index.json"), overwrite: true);
                return Registry(path);
            }, path => ["skill", "gc", "--registry", Path.GetDirectoryName(path)!]),
            new("trace", "run.jsonl", trace, Spoiling.Chain, ReadTrace, path => ["trace", "verify", path]),
            new("workload table", "requests.csv", csv, Spoiling.Table, ReadWorkload, path => ["workload", "info", path]),
            new("workload trace", "requests.trace", System.IO.File.ReadAllBytes(imported), Spoiling.Bytes, ReadWorkload, path => ["workload", "info", path]),
            new("study", "study.json", Bytes(Repository.PathOf("experiments"), "commitments.json"), Spoiling.Json, ReadStudy, path => ["study", "validate", path]),
            new("notebook", "cells.ipynb", """{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"source":["1 + 1\n","2"],"outputs":[],"execution_count":null}]}"""u8.ToArray(),
                Spoiling.Json, path => Refusal(() => Notebook.Load(path).CodeCells.Select(Notebook.SourceOf).ToList())),
            new("training record", TrainingRecord.FileName, Bytes(addition, TrainingRecord.FileName), Spoiling.Json, path => Refusal(() => TrainingRecord.Read(Path.GetDirectoryName(path)!))),
            new("router", RouterFile.FileName, Bytes(Repository.PathOf("skills", "router"), RouterFile.FileName), Spoiling.Bytes, path => Refusal(() => RouterFile.Read(path))),
            new("operator", "operator.txt", "at 5 unload addition@1.0.0#q8_0\nretire sorting@1.0.0#f32\nat 9 shutdown\n"u8.ToArray(), Spoiling.Bytes,
                path => Refusal(() => System.IO.File.ReadAllLines(path).Where(line => line.Trim().Length > 0).Select(OperatorCommand.Parse).ToList())),
            new("model", "model.gguf", Bytes(addition, "model.q4_0.gguf"), Spoiling.Bytes, ReadModel, path => ["model", "validate", path]),
            new("model slm", "model.slm", Bytes(addition, "model.q4_0.slm"), Spoiling.Bytes, ReadModel, path => ["model", "validate", path]),
            new("adapter", "adapter.gguf", Bytes(Repository.PathOf("skills", "generalist-lora"), "adapter.f32.gguf"), Spoiling.Bytes, ReadModel, path => ["model", "validate", path]),
        ];

        string At(string name) => Path.Combine(example, name);
    }

    private static byte[] Bytes(params string[] path) => System.IO.File.ReadAllBytes(Path.Combine(path));

    private static void Ran(params string[] args)
    {
        var run = Cli.Run(args);
        Assert.True(run.Exit == ExitCode.Ok, $"{string.Join(' ', args)}: {run.Error}");
    }

    /// <summary>The message of a refusal; any other exception is a defect and goes on.</summary>
    private static string Refusal(Func<object?> read)
    {
        try
        {
            read();
            return "";
        }
        catch (Exception refused) when (refused is InputException or InvalidDataException or CommandFailure or SkillException or JsonException or TraceException)
        {
            return refused.Message;
        }
    }

    private static string Package(string path) => Refusal(() => SkillPackage.Open(Path.GetDirectoryName(path)!));

    private static string Registry(string path) => Refusal(() =>
    {
        using var registry = SkillRegistry.Open(Path.GetDirectoryName(path)!, new RegistryOptions(), TimeProvider.System);
        return registry.Events().ToList();
    });

    private static string ReadTrace(string path) => Refusal(() =>
    {
        using var stream = Experiments.Tracing.TraceFile.Open(path);
        var reader = new TraceReader(stream);
        while (reader.Read() != TraceLine.End)
        {
        }

        return null;
    });

    private static string ReadWorkload(string path) => Refusal(() => WorkloadSource.Open(path, new SeedTree(1)).Count);

    private static string ReadStudy(string path) => Refusal(() =>
    {
        _ = StudyFile.Read(System.IO.File.ReadAllBytes(path), plant => CellRunners.For(plant, TimeProvider.System), out var faults);
        return faults.Count == 0 ? null : throw new InputException("StudyFaults", faults[0].Message);
    });

    private static string ReadModel(string path)
    {
        if (!ModelFile.TryOpen(path, out var model, out var error)) return error.ToString()!;
        model.Dispose();
        return "";
    }
}
