using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teleo.Controller.Domain;

/// <summary>
/// Writes the header of a trace: camel case, enums by name, ids as plain values, doubles so that they read back to the same bits.
/// </summary>
internal static class TraceJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        MaxDepth = 16,
        Converters = { new SkillIdConverter(), new NodeIdConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private sealed class SkillIdConverter : JsonConverter<SkillId>
    {
        public override SkillId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("a skill without a name"));

        public override void Write(Utf8JsonWriter writer, SkillId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }

    private sealed class NodeIdConverter : JsonConverter<NodeId>
    {
        public override NodeId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetUInt16());

        public override void Write(Utf8JsonWriter writer, NodeId value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Index);
    }
}
