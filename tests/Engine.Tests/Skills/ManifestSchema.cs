using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

/// <summary>
/// The JSON Schema of a manifest, made from the type that reads it, so that the two cannot drift apart. It says what one member alone can
/// say; what members must satisfy together, <see cref="ManifestRules"/> says.
/// </summary>
internal static class ManifestSchema
{
    private const string Reference = "id@version";

    public static string Text()
    {
        var schema = ManifestJson.Options.GetJsonSchemaAsNode(typeof(SkillManifest),
            new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "manifest of a skill");
        return schema.ToJsonString(new JsonSerializerOptions(ManifestJson.Options)) + "\n";
    }

    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject rule || context.PropertyInfo is not { } property) return node;
        switch ((property.DeclaringType.Name, property.Name))
        {
            case (nameof(SkillManifest), "schema"): rule["const"] = SkillManifest.CurrentSchema; break;
            case (nameof(SkillManifest), "id"): rule["pattern"] = Pattern(NameRules.IdPattern); break;
            case (nameof(SkillManifest), "version"): rule["pattern"] = Pattern(NameRules.VersionPattern); break;
            case (nameof(SkillManifest), "publisher" or "licence" or "source" or "sourceRevision" or "family"):
                rule["pattern"] = @"\S";
                break;
            case (nameof(SkillManifest), "artifacts"): rule["minItems"] = 1; break;
            case (nameof(SkillManifest), "dependencies"): rule["items"]!["description"] = Reference; break;
            case (nameof(SkillManifest), "rollbackTo"): rule["description"] = Reference; break;
            case (nameof(SkillArtifact), "file"): rule["pattern"] = Pattern(NameRules.FileNamePattern); break;
            case (nameof(SkillArtifact), "format"): rule["enum"] = new JsonArray("gguf", "slm"); break;
            case (nameof(SkillArtifact), "sizeBytes"): Range(rule, 1, ManifestRules.LargestArtifactBytes); break;
            case (nameof(SkillArtifact), "quantisation"): rule["pattern"] = Pattern(NameRules.IdPattern); break;
            case (nameof(ResourceEstimate), _): rule["minimum"] = 0; break;
            case (nameof(TaskContract), "tasks"): rule["minItems"] = 1; break;
            case (nameof(FieldSchema), "type"): rule["enum"] = new JsonArray("utf8", "bytes"); break;
            case (nameof(FieldSchema), "maxBytes"): Range(rule, 1, ManifestRules.LargestFieldBytes); break;
            case (nameof(Determinism), "maxTokens"): rule["minimum"] = 1; break;
            case (nameof(EvidenceRecord), "items"): rule["minimum"] = 1; break;
            case (nameof(AdapterFacts), "targetModules"): rule["minItems"] = 1; break;
            case (nameof(AdapterFacts), "rank"): rule["minimum"] = 1; break;
        }

        if (property.Name is "sha256" or "baseArtifactSha256") rule["pattern"] = Pattern(NameRules.Sha256Pattern);
        return rule;
    }

    private static void Range(JsonObject rule, long least, long most) => (rule["minimum"], rule["maximum"]) = (least, most);

    // The schema's dialect has ^ and $ for the ends of the text.
    private static string Pattern(string pattern) =>
        pattern.Replace(@"\A", "^", StringComparison.Ordinal).Replace(@"\z", "$", StringComparison.Ordinal);
}
