using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Experiments.Documents;

namespace Teleo.Experiments.Studies;

/// <summary>Reads a study definition and checks it: first against the published schema, then for consistency.</summary>
internal static class StudyFile
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    private static readonly Lazy<JsonElement> LazySchema = new(() =>
    {
        using var stream = typeof(StudyFile).Assembly.GetManifestResourceStream("study.schema.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    });

    public static JsonElement Schema => LazySchema.Value;

    /// <summary>The definition, or null with every fault that was found.</summary>
    /// <param name="runnerFor">The runner for a plant.</param>
    public static StudyDefinition? Read(ReadOnlySpan<byte> bytes, Func<string, ICellRunner> runnerFor,
        out IReadOnlyList<DocumentFault> faults)
    {
        var tree = JsonTree.TryParse(bytes, out var syntax);
        if (tree is null)
        {
            faults = [syntax!];
            return null;
        }

        faults = SchemaCheck.Check(Schema, tree);
        if (faults.Count > 0) return null;
        var definition =
            Factors.Crossed(JsonSerializer.Deserialize<StudyDefinition>(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, Options)!);
        faults = [.. StudyRules.Problems(definition, runnerFor(definition.Plant)).Select(problem =>
            tree.FaultAt(problem.Path, problem.Message)).OrderBy(f => f.Line).ThenBy(f => f.Column)];
        return faults.Count == 0 ? definition : null;
    }

    /// <summary>The definition with every default written out.</summary>
    public static string Effective(StudyDefinition definition) => JsonSerializer.Serialize(definition, Options) + "\n";

    /// <summary>Returns the fields that a valid definition leaves at their defaults.</summary>
    public static IReadOnlyList<string> Defaulted(ReadOnlySpan<byte> bytes)
    {
        var root = JsonTree.TryParse(bytes, out _)!.Root;
        return [.. Schema.GetProperty("properties").EnumerateObject().Select(field => field.Name)
            .Where(name => name != "$schema" && root[name] is null)];
    }
}

/// <summary>A fault of sense, named by the path of its field.</summary>
internal readonly record struct StudyProblem(string Path, string Message);
