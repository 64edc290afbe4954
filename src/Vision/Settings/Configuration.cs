using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Teleo.Vision.Settings;

/// <summary>
/// Reads a JSON configuration into an options record. Refuses unknown members, so that a misspelt one cannot pass for a default.
/// </summary>
internal static class Configuration
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <param name="what">The name of the configuration in messages, such as "model configuration".</param>
    public static T Read<T>(string json, JsonTypeInfo<T> type, string what)
        where T : class, IOptions, new()
    {
        // The defaults with the given members laid over them: code that is generated ahead of time forgets defaults of init properties.
        var members = JsonSerializer.SerializeToNode(new T(), type)!.AsObject();
        string known = string.Join(", ", members.Select(member => member.Key));
        using var given = Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json, what);
        if (given.RootElement.ValueKind != JsonValueKind.Object) throw Refused($"{what}: the JSON is not an object; write {{ ... }}");
        foreach (var member in given.RootElement.EnumerateObject())
        {
            if (!members.ContainsKey(member.Name)) throw Refused($"{what}: {member.Name} is unknown; known are {known}");
            if (member.Value.ValueKind == JsonValueKind.Null)
                throw Refused($"{what}: {member.Name} is null; leave it out to take the default");
            members[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        T options = Deserialize(members, type, what);
        string[] problems = [.. options.Problems()];
        return problems.Length == 0 ? options : throw Refused($"{what}: {string.Join("; ", problems)}");
    }

    private static JsonDocument Parse(string json, string what)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (JsonException e)
        {
            string place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            throw Refused($"{what}: not valid JSON, or a member is given twice, at {place}");
        }
    }

    private static T Deserialize<T>(JsonObject members, JsonTypeInfo<T> type, string what)
    {
        try
        {
            return members.Deserialize(type)!;
        }
        catch (JsonException e)
        {
            throw Refused($"{what}: {e.Path?.TrimStart('$', '.')} has a value of the wrong type");
        }
    }

    private static VisionException Refused(string message) => new(VisionFault.InvalidArgument, message);
}
