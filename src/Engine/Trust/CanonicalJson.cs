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
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type)
    {
        var text = new StringBuilder();
        Append(JsonSerializer.SerializeToNode(value, type), type.Options, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(JsonNode? node, JsonSerializerOptions options, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject members:
                text.Append('{');
                bool first = true;
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    if (!first) text.Append(',');
                    first = false;
                    text.Append(JsonValue.Create(name).ToJsonString(options)).Append(':');
                    Append(value, options, text);
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                for (int i = 0; i < items.Count; i++)
                {
                    if (i > 0) text.Append(',');
                    Append(items[i], options, text);
                }

                text.Append(']');
                break;
            case null:
                text.Append("null");
                break;
            default:
                text.Append(node.ToJsonString(options));
                break;
        }
    }
}
