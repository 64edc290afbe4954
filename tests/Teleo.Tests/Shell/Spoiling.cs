using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Teleo.Tests.Shell;

/// <summary>Ways to spoil an input: some know JSON, some know lines and cells, some only bytes.</summary>
internal static class Spoiling
{
    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1.5", "1e999", "99999999999999999999", "\"\"", "\"NaN\"", "\"\\ud800\"", "\"\\u0000\"", "\"../../x\"", "[]", "{}", "[null]", "[[[[[[[[]]]]]]]]",
        "\"" + "long ".PadRight(300, 'x') + "\"", "2147483648", "-9223372036854775809",
    ];

    private static readonly string[] Cells = ["", "-1", "NaN", "1e309", "0x10", "\"", "\"a,b\"", "9999999999999999999", "١٢", "\0", " ", "a\u202eb", "'"];

    private static readonly byte[][] Pieces =
    [
        "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "\""u8.ToArray(), ","u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), [0], [0xff, 0xfe], [0x1f, 0x8b], "\uFEFF"u8.ToArray(),
    ];

    /// <summary>Bytes with one to four places wrong.</summary>
    public static byte[] Bytes(byte[] good, Chance chance)
    {
        var bytes = new List<byte>(good);
        for (int count = 1 + chance.Below(4); count > 0 && bytes.Count > 0; count--)
        {
            int at = chance.Below(bytes.Count), length = Math.Min(1 + chance.Below(24), bytes.Count - at);
            switch (chance.Below(7))
            {
                case 0: bytes[at] ^= (byte)(1 << chance.Below(8)); break;
                case 1: bytes[at] = (byte)chance.Next(); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: bytes.InsertRange(at, chance.Pick(Pieces)); break;
                default: bytes.AddRange(bytes.GetRange(at, length)); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>A JSON text of sound form with one to three values, names or lists that its format does not expect.</summary>
    public static byte[] Json(byte[] good, Chance chance)
    {
        return chance.Below(4) == 0 ? Bytes(good, chance) : JsonOrBytes(good, chance);
    }

    private static byte[] SpoiledJson(byte[] good, Chance chance)
    {
        var root = JsonNode.Parse(good)!;
        for (int count = 1 + chance.Below(3); count > 0; count--)
        {
            var holders = Holders(root).ToList();
            if (holders.Count > 0) SpoilHolder(chance.Pick(holders), chance);
        }

        string text = root.ToJsonString();
        return Encoding.UTF8.GetBytes(chance.Below(8) == 0 ? Doubled(text, chance) : text);
    }

    /// <summary>A text of lines and commas with one to three cells or lines that do not belong.</summary>
    public static byte[] Table(byte[] good, Chance chance)
    {
        if (chance.Below(4) == 0) return Bytes(good, chance);
        var lines = Encoding.UTF8.GetString(good).Split('\n').ToList();
        for (int count = 1 + chance.Below(3); count > 0 && lines.Count > 0; count--)
        {
            int at = chance.Below(chance.Below(3) == 0 ? Math.Min(2, lines.Count) : lines.Count);
            var cells = lines[at].Split(',').ToList();
            switch (chance.Below(5))
            {
                case 0: cells[chance.Below(cells.Count)] = chance.Pick(Cells); break;
                case 1: cells.RemoveAt(chance.Below(cells.Count)); break;
                case 2: cells.Insert(chance.Below(cells.Count), chance.Pick(Cells)); break;
                case 3: lines.RemoveAt(at); continue;
                default: lines.Insert(chance.Below(lines.Count), lines[at]); continue;
            }

            lines[at] = string.Join(',', cells);
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    /// <summary>Lines of JSON, each tied to those before it, spoiled in one of them and tied anew, so that reading gets past the hashes.</summary>
    public static byte[] Chain(byte[] good, Chance chance)
    {
        if (chance.Below(4) == 0) return Bytes(good, chance);
        var lines = Encoding.UTF8.GetString(good).TrimEnd('\n').Split('\n').ToList();
        int at = chance.Below(chance.Below(2) == 0 ? 1 : lines.Count);
        lines[at] = Encoding.UTF8.GetString(Json(Encoding.UTF8.GetBytes(lines[at]), chance));
        return Chained(lines);
    }

    /// <summary>JSON with the check of the registry's files over its bytes, spoiled inside.</summary>
    public static byte[] Sealed(byte[] good, Chance chance)
    {
        if (chance.Below(8) == 0) return Bytes(good, chance);
        int from = good.AsSpan().IndexOf("\"content\":"u8) + "\"content\":".Length;
        if (from < 11 || good.Length - from < 2) return Bytes(good, chance);
        byte[] content = Json(good[from..^1], chance);
        string check = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        return [.. Encoding.ASCII.GetBytes($"{{\"check\":\"{check}\",\"content\":"), .. content, (byte)'}'];
    }

    /// <summary>As <see cref="Bytes"/>, mostly in the first kilobytes, where a binary format has its claims.</summary>
    public static byte[] Head(byte[] good, Chance chance)
    {
        int head = Math.Min(good.Length, 1 << (6 + chance.Below(8)));
        return chance.Below(6) == 0 ? Bytes(good, chance) : [.. Bytes(good[..head], chance), .. good[head..]];
    }

    /// <summary>Lines of JSON with one of them spoiled.</summary>
    public static byte[] JsonLines(byte[] good, Chance chance)
    {
        if (chance.Below(4) == 0) return Bytes(good, chance);
        var lines = Encoding.UTF8.GetString(good).TrimEnd('\n').Split('\n');
        int at = chance.Below(lines.Length);
        lines[at] = Encoding.UTF8.GetString(JsonOrBytes(Encoding.UTF8.GetBytes(lines[at]), chance));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }

    /// <summary>Bytes that end with their SHA-256, spoiled before it, with the hash made anew.</summary>
    public static byte[] Hashed(byte[] good, Chance chance)
    {
        if (chance.Below(4) == 0 || good.Length < SHA256.HashSizeInBytes) return Bytes(good, chance);
        byte[] body = Bytes(good[..^SHA256.HashSizeInBytes], chance);
        return [.. body, .. SHA256.HashData(body)];
    }

    // A parent that is itself spoiled may no longer be JSON.
    private static byte[] JsonOrBytes(byte[] good, Chance chance)
    {
        try
        {
            return SpoiledJson(good, chance);
        }
        catch (Exception notJson) when (notJson is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            return Bytes(good, chance);
        }
    }

    private static byte[] Chained(List<string> lines)
    {
        byte[] before = new byte[SHA256.HashSizeInBytes];
        var whole = new MemoryStream();
        foreach (string line in lines)
        {
            int at = line.LastIndexOf(",\"hash\":\"", StringComparison.Ordinal);
            byte[] open = Encoding.UTF8.GetBytes(at < 0 ? line.TrimEnd('}') : line[..at]);
            before = SHA256.HashData([.. before, .. open]);
            whole.Write(open);
            whole.Write(Encoding.ASCII.GetBytes($",\"hash\":\"{Convert.ToHexStringLower(before)}\"}}\n"));
        }

        return whole.ToArray();
    }

    private static void SpoilHolder(JsonNode holder, Chance chance)
    {
        JsonNode? value = JsonNode.Parse(chance.Pick(Values).Replace("1e999", "1e300", StringComparison.Ordinal));
        if (holder is JsonArray list)
        {
            int at = chance.Below(list.Count + 1);
            if (at < list.Count && chance.Below(3) == 0) list.RemoveAt(at);
            else if (at < list.Count && chance.Below(2) == 0) list[at] = value;
            else list.Insert(at, at > 0 && chance.Below(2) == 0 ? list[at - 1]?.DeepClone() : value);
            return;
        }

        var members = holder.AsObject();
        string name = members.Count == 0 ? "x" : chance.Pick(members.Select(member => member.Key).ToList());
        switch (chance.Below(4))
        {
            case 0: members.Remove(name); break;
            case 1: members[name + "x"] = value; break;
            default: members[name] = value; break;
        }
    }

    private static string Doubled(string text, Chance chance)
    {
        int at = text.IndexOf('{', chance.Below(text.Length)) + 1, colon = text.IndexOf(':', at);
        return at == 0 || colon < 0 || text[at] != '"' ? text : $"{text[..at]}{text[at..colon]}:{chance.Pick(Values)},{text[at..]}";
    }

    private static IEnumerable<JsonNode> Holders(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Holders(member.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Holders).Prepend(items),
        _ => [],
    };
}
