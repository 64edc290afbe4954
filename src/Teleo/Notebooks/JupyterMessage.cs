using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Teleo.Notebooks;

/// <summary>A message of the Jupyter protocol 5.3 as frames: delimiter, signature, header, parent, metadata, content.</summary>
internal sealed record JupyterMessage(JsonObject Header, JsonObject Content)
{
    private static readonly byte[] Delimiter = Encoding.ASCII.GetBytes("<IDS|MSG>");

    public string Type => (string?)Header["msg_type"] ?? "";

    /// <summary>Null where the frames are no message, or its signature is wrong.</summary>
    public static JupyterMessage? Read(List<byte[]> frames, byte[] key)
    {
        int at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(Delimiter));
        if (at < 0 || frames.Count < at + 6) return null;
        byte[] expected = Encoding.ASCII.GetBytes(Signature(key, frames[at + 2], frames[at + 3], frames[at + 4], frames[at + 5]));
        if (key.Length > 0 && !CryptographicOperations.FixedTimeEquals(expected, frames[at + 1])) return null;
        try
        {
            return JsonNode.Parse(frames[at + 2]) is JsonObject header && JsonNode.Parse(frames[at + 5]) is JsonObject content ? new(header, content) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The frames of an answer to this message, signed. Its id is derived from the parent's, so that nothing is drawn.</summary>
    public List<byte[]> Answer(string type, JsonObject content, int number, byte[] key, DateTimeOffset now, string? topic = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = $"{(string?)Header["msg_id"]}-{number}",
            ["session"] = ((string?)Header["session"]) ?? "",
            ["username"] = "kernel",
            ["date"] = now.ToString("O", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = "5.3",
        };
        byte[] head = Bytes(header), parent = Bytes(Header), metadata = "{}"u8.ToArray(), body = Bytes(content);
        List<byte[]> frames = [Delimiter, Encoding.ASCII.GetBytes(Signature(key, head, parent, metadata, body)), head, parent, metadata, body];
        if (topic is not null) frames.Insert(0, Encoding.ASCII.GetBytes(topic));
        return frames;
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Signature(byte[] key, params ReadOnlySpan<byte[]> parts)
    {
        if (key.Length == 0) return "";
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (byte[] part in parts) hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
