using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Training.Tasks;

namespace Teleo.Training.Runs;

/// <summary>The origin of a model, in a file beside it: enough to make it again and to check that it is the same.</summary>
/// <param name="Tasks">Each as <c>name:difficulty</c>.</param>
/// <param name="StepsDone">Fewer than asked for when validation was perfect before.</param>
/// <param name="Seconds">
/// Time on the clock; of the last stretch only, if the training was taken up again at <paramref name="FromStep"/>.
/// </param>
/// <param name="ProcessorSeconds">The same in processor time, which other work on the machine does not lengthen.</param>
public sealed record TrainingRecord(
    string Command,
    ImmutableArray<string> Tasks,
    TrainingOptions Options,
    int Parameters,
    int StepsDone,
    int FromStep,
    double Seconds,
    double ProcessorSeconds,
    string ModelSha256)
{
    public const string FileName = "training.json";
    public const string ModelFile = "model.f32.gguf";
    public const string CurveFile = "curve.csv";
    public const string CheckpointFile = "checkpoint.bin";

    private static readonly JsonSerializerOptions Layout = new(Json.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonLimits Limits = new(1 << 20);

    /// <summary>The tasks of the catalog that were trained for, at the difficulty they had.</summary>
    public ImmutableArray<TaskEntry> TaskEntries() =>
        [.. Tasks.Select(text => TaskCatalog.All.FirstOrDefault(entry => $"{entry.Task.Name}:{entry.Difficulty}" == text)
        ?? throw new InvalidDataException($"no task of today's catalog is {text}"))];

    public void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Layout) + "\n");

    /// <summary>Reads the record of a folder.</summary>
    /// <exception cref="InputException">There is none, or it is not what it must be.</exception>
    public static TrainingRecord Read(string folder) =>
        JsonInput.TryRead<TrainingRecord>(InputFile.ReadAll(Path.Combine(folder, FileName), Limits.Bytes), Layout, Limits,
            out var record, out string problem)
            ? record
            : throw new InputException("BadRecord", problem, Path.Combine(folder, FileName));
}
