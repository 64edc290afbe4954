using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Teleo.Engine.Input;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Skills;

/// <summary>
/// The manifest as JSON. Reading limits size and depth and refuses unknown, duplicate and missing fields. The canonical form (members in
/// ordinal order, no white space) is hashed and signed, so that layout has no meaning.
/// </summary>
public static class ManifestJson
{
    public const int LargestBytes = 1 << 18;
    private const int DeepestNesting = 16;
    private static readonly JsonLimits Limits = new(LargestBytes) { Depth = DeepestNesting };

    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        MaxDepth = DeepestNesting,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<EvidenceStatus>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = SkillTypes.Default,
    };

    private static readonly JsonTypeInfo<SkillManifest> Type = Json.TypeOf<SkillManifest>(Options);

    /// <summary>Reads and checks a manifest; on failure <paramref name="problem"/> has the fault and its place.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out SkillManifest manifest, out string problem)
    {
        if (!JsonInput.TryRead(utf8, Type, Limits, out manifest, out problem)) return false;
        problem = string.Join("; ", ManifestRules.Problems(manifest));
        return problem.Length == 0;
    }

    public static string Write(SkillManifest manifest) => JsonSerializer.Serialize(manifest, Type) + "\n";

    /// <summary>The bytes that are signed and hashed.</summary>
    public static byte[] CanonicalBytes(SkillManifest manifest) => CanonicalJson.Bytes(manifest, Type);
}
