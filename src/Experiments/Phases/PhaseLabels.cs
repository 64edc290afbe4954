using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Phases;

/// <summary>One label per window, with what it was made by. Kept in a file of its own, beside the raw series and never in them.</summary>
public sealed record PhaseLabels(string CriteriaVersion, string CriteriaHash, int Window, ImmutableArray<Phase> Labels)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        WriteIndented = true,
    };

    public void Save(string path) => WholeFile.WriteText(path, JsonSerializer.Serialize(this, Format) + "\n");

    public static PhaseLabels Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<PhaseLabels>(File.ReadAllBytes(path), Format) ?? throw new JsonException("the file holds null");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: no phase labels: {fault.Message}", fault);
        }
    }
}
