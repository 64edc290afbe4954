using System.Globalization;
using System.IO.Compression;
using System.Text;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Engine.Input;
using Teleo.Engine.Loading;
using Teleo.Engine.Skills;
using Teleo.Engine.Trust;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Studies;
using Teleo.Notebooks;
using Teleo.Pool.Live;
using Teleo.Pools;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Teleo.Training.Runs;

namespace Teleo.Tests.Shell;

/// <summary>Every kind of input that the program reads, with examples that are made in a folder or shipped.</summary>
internal sealed class InputKinds
{
    private readonly string _examples, _registry, _addition = Repository.PathOf("skills", "addition"), _none;

    private InputKinds(string work)
    {
        _examples = Path.Combine(work, "example");
        _registry = Path.Combine(work, "registry");
        _none = Path.Combine(work, "none");
        Directory.CreateDirectory(_examples);
    }

    public static IReadOnlyList<InputKind> All(string work)
    {
        var kinds = new InputKinds(work);
        return [.. kinds.OfPackages(), .. kinds.OfRuns(), .. kinds.OfWorlds(), .. kinds.OfStudies(), .. kinds.OfModels()];
    }

    private IEnumerable<InputKind> OfPackages()
    {
        Ran("skill", "install", _addition, "--variant", "q4_0", "--registry", _registry);
        Ran("key", "make", At("key.pem"));
        string key = Cli.Run("key", "show", At("key.pem"), "--json").Json().GetProperty("public_key").GetString()!;
        Ran("trust", "make", At("list.json"), "--id", "lab", "--publisher", "tests", "--key", key, "--root", key, "--until", "2999-01-01");
        Ran("trust", "sign", At("list.json"), At("key.pem"));

        yield return new("manifest", "manifest.json", Bytes(_addition, "manifest.json"), Spoiling.Json, Package)
        {
            Command = path => ["skill", "pack", Folder(path)],
        };
        yield return new("signature", "signature.json", Bytes(_addition, "signature.json"), Spoiling.Json, path =>
        {
            File.Copy(Path.Combine(_addition, "manifest.json"), Path.Combine(Folder(path), "manifest.json"), overwrite: true);
            return Package(path);
        })
        {
            Command = path => ["skill", "install", Folder(path), "--registry", _none],
        };
        yield return new("keys", "list.json", Bytes(_examples, "list.json"), Spoiling.Json,
            path => TrustList.Read(File.ReadAllBytes(path), out string problem) is null ? problem : "")
        {
            Command = path => ["trust", "show", "--trust", path, "--registry", _none],
        };
        yield return new("private key", "key.pem", Bytes(_examples, "key.pem"), Spoiling.Bytes, path =>
        {
            using var read = SigningKey.Read(File.ReadAllText(path), null, out string problem);
            return problem;
        })
        {
            Command = path => ["key", "show", path],
        };
        yield return new("index", "index.json", Bytes(_registry, "index.json"), Spoiling.Sealed, Registry)
        {
            Beside = _registry,
            Command = path => ["skill", "list", "--registry", Folder(path)],
        };
        yield return InputKind.OfCommand("events", "events.jsonl", Bytes(_registry, "events.jsonl"), Spoiling.Bytes,
            path => ["skill", "gc", "--registry", Folder(path)]) with
        {
            Beside = _registry,
        };
        yield return InputKind.OfCommand("damaged registry", "index.json", Bytes(_registry, "index.json"), Spoiling.Sealed,
            path => ["skill", "registry", "repair", "--registry", Folder(path)]) with
        {
            Beside = _registry,
            IsRepaired = true,
        };
        yield return new("training record", TrainingRecord.FileName, Bytes(_addition, TrainingRecord.FileName), Spoiling.Json,
            path => InputKind.Refusal(() => TrainingRecord.Read(Folder(path))));
        yield return new("training curve", TrainingRecord.CurveFile, Bytes(_addition, TrainingRecord.CurveFile), Spoiling.Table,
            path => InputKind.Refusal(() => TrainingPoint.FromCsv(File.ReadAllText(path))));
        yield return new("router", RouterFile.FileName, Bytes(Repository.PathOf("skills", "router"), RouterFile.FileName), Spoiling.Bytes,
            path => InputKind.Refusal(() => RouterFile.Read(path)));
    }

    private IEnumerable<InputKind> OfRuns()
    {
        File.WriteAllBytes(At("requests.csv"), Requests());
        Ran("sim", "run", "--workload", At("requests.csv"), "--capacity", "2", "--trace", At("run.jsonl"), "--warmup", "0");
        byte[] trace = Bytes(_examples, "run.jsonl");
        Ran("de11", "run", "--data", "iris", "--set", "epochs=1", "--trace", At("learner.jsonl"));

        yield return new("trace", "run.jsonl", trace, Spoiling.Chain, path => Traced(path)) { Command = path => ["trace", "verify", path] };
        yield return new("packed trace", "run.jsonl.gz", Packed(trace), Spoiling.Bytes, path => Traced(path))
        {
            Command = path => ["trace", "explain", path],
        };
        yield return InputKind.OfCommand("trace of a killed run", "run.jsonl.1.tmp", trace[..(trace.Length * 2 / 3)], Spoiling.Chain,
            path => ["trace", "recover", path, Path.Combine(Folder(path), "made.jsonl")]);
        yield return InputKind.OfCommand("trace to view", "run.jsonl", trace, Spoiling.Chain,
            path => ["trace", "view", path, "--out", Path.Combine(Folder(path), "view.html")]);
        yield return InputKind.OfCommand("trace to replay", "run.jsonl", trace, Spoiling.Chain, path => ["trace", "replay", path]);
        yield return InputKind.OfCommand("heading of a learner", "learner.jsonl", FirstLine(At("learner.jsonl")), Spoiling.Json,
            path => ["de11", "verify", path]) with
        {
            IsPart = true,
        };
        yield return new("saved controller", "state.bin", Saved(At("run.jsonl")), Spoiling.Hashed, path => Restored(path, At("run.jsonl")));
        yield return new("operator", "operator.txt",
            "at 5 unload addition@1.0.0#q8_0\nretire sorting@1.0.0#f32\nat 9 shutdown\n"u8.ToArray(), Spoiling.Bytes,
            path => InputKind.Refusal(() => File.ReadAllLines(path).Where(line => line.Trim().Length > 0).Select(OperatorCommand.Parse).ToList()));
        yield return new("calibration", "calibration.json", Calibrated(), Spoiling.Json, path => InputKind.Refusal(() => PoolCommands.CalibrationIn(path)));
        yield return new("notebook", "cells.ipynb", """
            {"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"source":["1 + 1\n","2"],"outputs":[],"execution_count":null}]}
            """u8.ToArray(), Spoiling.Json, path => InputKind.Refusal(() => Notebook.Load(path).CodeCells.Select(Notebook.SourceOf).ToList()));
        yield return InputKind.OfCommand("notebook to run", "cells.ipynb", """
            {"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","metadata":{},"source":"text"}]}
            """u8.ToArray(), Spoiling.Json, path => ["notebook", "run", path, "--out", Path.Combine(Folder(path), "out.ipynb")]);
    }

    private IEnumerable<InputKind> OfWorlds()
    {
        Ran("workload", "import", At("requests.csv"), "--output", At("requests.trace"));
        byte[] list = Encoding.UTF8.GetBytes(string.Join('\n', File.ReadLines(Repository.PathOf("experiments", "laptop", "list.txt")).Take(6)) + "\n");
        File.WriteAllBytes(At("list.txt"), list);
        Ran("world", "from-ollama", At("list.txt"), "--machine", "nvme", "--output", At("world.json"));

        yield return InputKind.OfCommand("workload table", "requests.csv", Requests(), Spoiling.Table, path => ["workload", "info", path]);
        yield return InputKind.OfCommand("workload trace", "requests.trace", Bytes(_examples, "requests.trace"), Spoiling.Bytes,
            path => ["workload", "info", path]);
        yield return InputKind.OfCommand("request log", "log.jsonl", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 12).Select(i =>
            $"{{\"time\":\"2026-01-01T00:00:{i:00}Z\",\"model\":\"m{i % 3}\",\"usage\":{{\"prompt_tokens\":{i},\"completion_tokens\":5}}}}\n"))),
            Spoiling.JsonLines, path => ["workload", "info", path]);
        yield return InputKind.OfCommand("packed log", "requests.csv.gz", Packed(Requests()), Spoiling.Bytes, path => ["workload", "info", path]);
        yield return InputKind.OfCommand("world", "world.json", Bytes(_examples, "world.json"), Spoiling.Json, path => ["world", "show", path]);
        yield return InputKind.OfCommand("models", "models.csv", "name,gigabytes,load_s\nphi,2,1.5\nllama3.1:8b,4.9,4\n"u8.ToArray(), Spoiling.Table,
            path => ["world", "show", path]);
        yield return InputKind.OfCommand("list of Ollama", "list.txt", list, Spoiling.Bytes, path => ["world", "from-ollama", path]);
        yield return InputKind.OfCommand("tags of Ollama", "tags.json", """
            {"models":[{"name":"a:1b","model":"a:1b","size":1000000000,"details":{"family":"llama","parameter_size":"1B","quantization_level":"Q4_0"}}]}
            """u8.ToArray(), Spoiling.Json, path => ["world", "from-ollama", path]);
    }

    private IEnumerable<InputKind> OfStudies()
    {
        byte[] study = Bytes(Repository.PathOf("experiments"), "commitments.json");
        File.WriteAllBytes(At("study.json"), study);
        Ran("study", "register", At("study.json"), "--out", At("runs"));
        string registered = Directory.GetFiles(At("runs"), "registration.json", SearchOption.AllDirectories).Single();
        new PhaseLabels("1", "abc", 10, [Phase.Ambiguous, Phase.Ambiguous]).Save(At("labels.json"));

        yield return new("study", "study.json", study, Spoiling.Json, Study) { Command = path => ["study", "validate", path] };
        yield return new("registration", "registration.json", File.ReadAllBytes(registered), Spoiling.Json,
            path => InputKind.Refusal(() => Registration.Read(path)));
        yield return new("phase labels", "labels.json", Bytes(_examples, "labels.json"), Spoiling.Json,
            path => InputKind.Refusal(() => PhaseLabels.Load(path)));
    }

    private IEnumerable<InputKind> OfModels()
    {
        string stories = Repository.PathOf("skills", "stories260K", "source");
        yield return new("model", "model.gguf", Bytes(_addition, "model.q4_0.gguf"), Spoiling.Head, Model)
        {
            Command = path => ["model", "generate", path, "--prompt", "1", "--max-tokens", "2"],
        };
        yield return new("model slm", "model.slm", Bytes(_addition, "model.q4_0.slm"), Spoiling.Head, Model)
        {
            Command = path => ["model", "validate", path],
        };
        yield return new("adapter", "adapter.gguf", Bytes(Repository.PathOf("skills", "generalist-lora"), "adapter.f32.gguf"), Spoiling.Head, Model)
        {
            IsPart = true,
            Command = path => ["model", "info", path],
        };
        yield return InputKind.OfCommand("model of llama2.c", "stories260K.bin", Bytes(stories, "stories260K.bin"), Spoiling.Head, path =>
            ["model", "convert", path, Path.Combine(Folder(path), "made.gguf"), "--tokenizer", Path.Combine(stories, "tok512.bin")]);
        yield return InputKind.OfCommand("tokenizer of llama2.c", "tok512.bin", Bytes(stories, "tok512.bin"), Spoiling.Bytes, path =>
            ["model", "convert", Path.Combine(stories, "stories260K.bin"), Path.Combine(Folder(path), "made.gguf"), "--tokenizer", path]);
    }

    private string At(string name) => Path.Combine(_examples, name);

    private static string Folder(string path) => Path.GetDirectoryName(path)!;

    private static byte[] Bytes(params string[] path) => File.ReadAllBytes(Path.Combine(path));

    private static byte[] Requests() => Encoding.UTF8.GetBytes("t_s,model,session,input_tokens,output_tokens\n"
        + string.Concat(Enumerable.Range(0, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i * 0.5},s{i % 4},u{i},{10 + i},{5 + i}\n"))));

    private static byte[] FirstLine(string path) => Encoding.UTF8.GetBytes(File.ReadLines(path).First() + "\n");

    private static byte[] Calibrated()
    {
        var time = new Measured(1, 0.9, 1.1, 10);
        var skill = new SkillCalibration
        {
            Name = "addition@1.0.0#q8_0",
            ResidentBytes = 1000,
            ScratchBytes = 100,
            WarmLoad = time,
            ColdLoad = time,
            Unload = time,
            Switch = time,
            Look = null,
            Prefill = time,
            Decode = time,
            Request = time,
            FirstUse = time,
            Quality = 0.9,
        };
        return Encoding.UTF8.GetBytes(Json.Of(new Pool.Live.Calibration
        {
            Measured = DateTimeOffset.UnixEpoch,
            Machine = "a machine",
            Processors = 2,
            LoadBefore = 0,
            LoadAfter = 0,
            Clock = "a clock",
            SourceRevision = "unknown",
            Skills = [skill],
        }));
    }

    private static byte[] Packed(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(plain);
        return packed.ToArray();
    }

    private static void Ran(params string[] args)
    {
        var run = Cli.Run(args);
        Assert.True(run.Exit == ExitCode.Ok, $"{string.Join(' ', args)}: {run.Error}");
    }

    private static string Package(string path) => InputKind.Refusal(() => SkillPackage.Open(Folder(path)));

    private static string Registry(string path) => InputKind.Refusal(() =>
    {
        using var registry = SkillRegistry.Open(Folder(path), new RegistryOptions(), TimeProvider.System);
        return registry.Events().ToList();
    });

    private static string Traced(string path) => InputKind.Refusal(() =>
    {
        using var stream = Experiments.Tracing.TraceFile.Open(path);
        var reader = new TraceReader(stream);
        while (reader.Read() != TraceLine.End)
        {
        }

        return null;
    });

    private static byte[] Saved(string trace)
    {
        using var stream = Experiments.Tracing.TraceFile.Open(trace);
        var header = new TraceReader(stream).Header;
        return new TeleodynamicPolicy(header.Catalog, header.Options, header.Seed).Save();
    }

    private static string Restored(string path, string trace) => InputKind.Refusal(() =>
    {
        using var stream = Experiments.Tracing.TraceFile.Open(trace);
        var header = new TraceReader(stream).Header;
        return TeleodynamicPolicy.Restore(File.ReadAllBytes(path), header.Catalog, header.Options, header.Seed);
    });

    private static string Study(string path) => InputKind.Refusal(() =>
    {
        _ = StudyFile.Read(File.ReadAllBytes(path), plant => CellRunners.For(plant, TimeProvider.System), out var faults);
        return faults.Count == 0 ? null : throw new InputException("StudyFaults", faults[0].Message);
    });

    private static string Model(string path)
    {
        if (!ModelFile.TryOpen(path, out var model, out var error)) return error.ToString()!;
        model.Dispose();
        return "";
    }
}
