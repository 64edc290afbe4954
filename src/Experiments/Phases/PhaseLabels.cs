using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Phases;

/// <summary>One label per window with its criteria. Stored in a separate file, never in the raw series.</summary>
public sealed record PhaseLabels(string CriteriaVersion, string CriteriaHash, int Window, ImmutableArray<Phase> Labels)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        WriteIndented = true,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonLimits Limits = new(1 << 28);

    public void Save(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, Format) + "\n");

    public static PhaseLabels Load(string path) =>
        JsonInput.TryRead<PhaseLabels>(InputFile.ReadAll(path, Limits.Bytes), Format, Limits, out var labels, out string problem)
            ? labels
            : throw new InvalidDataException($"{path}: no phase labels: {problem}");
}
