using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Training.Tasks;

namespace Teleo.Experiments.Evaluation;

/// <summary>A shipped router: its numbers and its measured accuracy.</summary>
/// <param name="Weights">One row for each bucket, in it one number for each task.</param>
public sealed record RouterFile(int Schema, ulong Seed, ImmutableArray<string> Tasks, int Buckets, double Temperature,
    ImmutableArray<float> Weights, ImmutableArray<RouterFigure> Evidence)
{
    public const string FileName = "router.json";
    private const int Version = 1;
    private static readonly JsonLimits Limits = new(1 << 20);

    private static readonly JsonSerializerOptions Layout = new(Json.Options)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static RouterFile Of(TaskRouter router, ulong seed, IEnumerable<RouterExam> exams) =>
        new(Version, seed, router.Tasks, TaskRouter.Buckets, router.Temperature, [.. router.Weights],
            [.. exams.Select(exam => exam.Figure)]);

    public TaskRouter Router() => new(Tasks, [.. Weights], Temperature);

    public void Write(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Layout) + "\n");

    /// <summary>Reads an untrusted file; an <see cref="InputException"/> has its fault and place.</summary>
    public static RouterFile Read(string path)
    {
        if (!File.Exists(path)) throw new InputException("FileNotFound", "no such router", path);
        byte[] bytes = InputFile.ReadAll(path, Limits.Bytes);
        if (!JsonInput.TryRead<RouterFile>(bytes, Layout, Limits, out var file, out string fault)) throw Bad(fault);
        return file.Problem() is { } problem ? throw Bad(problem) : file;

        InputException Bad(string why) => new("BadRouter", why, path);
    }

    private string? Problem()
    {
        if (Schema != Version) return $"schema is {Schema}; this program reads {Version}";
        if (Tasks.IsDefault || Weights.IsDefault || Evidence.IsDefault) return "tasks, weights and evidence are lists";
        if (!Tasks.SequenceEqual(TaskCatalog.All.Select(entry => entry.Task.Name)))
            return "tasks: not those of this program in their order";
        if (Buckets != TaskRouter.Buckets) return $"buckets is {Buckets}, it must be {TaskRouter.Buckets}";
        if (!(Temperature > 0 && double.IsFinite(Temperature))) return $"temperature is {Temperature}, it must be a number above 0";
        if (Weights.Length != Buckets * Tasks.Length)
            return $"weights: {Weights.Length} numbers, where {Buckets} buckets and {Tasks.Length} tasks need {Buckets * Tasks.Length}";
        int odd = Weights.ToList().FindIndex(weight => !float.IsFinite(weight));
        if (odd >= 0) return $"weights[{odd}] is not finite";
        return Evidence.Any(figure => figure is null || figure.Items < 1 || figure.Right < 0 || figure.Right > figure.Items)
            ? "evidence: more right answers than items, or none measured"
            : null;
    }
}
