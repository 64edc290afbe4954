using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Teleo.Engine.Trust;

/// <summary>
/// The one form of a JSON value that is hashed and signed: members in ordinal order, no white space. So layout carries no meaning.
/// </summary>
internal static class CanonicalJson
{
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) =>
        Encoding.UTF8.GetBytes(Text(JsonSerializer.SerializeToNode(value, type), type.Options));

    private static string Text(JsonNode? node, JsonSerializerOptions options) => node switch
    {
        JsonObject members => "{" + string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{JsonValue.Create(member.Key).ToJsonString(options)}:{Text(member.Value, options)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(item => Text(item, options))) + "]",
        null => "null",
        _ => node.ToJsonString(options),
    };
}
