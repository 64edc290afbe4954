using System.Text.Json;

namespace Teleo.Experiments.Documents;

/// <summary>
/// A JSON document with the place of each value, so that a fault has line and column. Size and depth are limited before allocation.
/// </summary>
internal sealed class JsonTree
{
    public const int LargestBytes = 1 << 20;

    private const int LargestDepth = 32;

    private readonly byte[] _text;

    private JsonTree(byte[] text, Node root) => (_text, Root) = (text, root);

    public Node Root { get; }

    /// <param name="Offset">Byte at which the value starts; for a member, its name.</param>
    internal sealed record Node(JsonValueKind Kind, int Offset, string Text)
    {
        public List<(string Name, int Offset, Node Value)> Members { get; } = [];

        public List<Node> Items { get; } = [];

        public Node? this[string name] => Members.FirstOrDefault(member => member.Name == name).Value;
    }

    public static JsonTree? TryParse(ReadOnlySpan<byte> bytes, out DocumentFault? fault)
    {
        byte[] text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..].ToArray() : bytes.ToArray();
        fault = null;
        if (text.Length > LargestBytes)
        {
            fault = new(1, 1, "", $"{text.Length} bytes are more than a definition may have ({LargestBytes})");
            return null;
        }

        var reader = new Utf8JsonReader(text, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = LargestDepth,
        });
        try
        {
            reader.Read();
            var root = ReadValue(ref reader);
            reader.Read();
            return new(text, root);
        }
        catch (InvalidOperationException)
        {
            fault = At(text, (int)reader.TokenStartIndex, "", "the text here is not Unicode");
            return null;
        }
        catch (JsonException e)
        {
            fault = new((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "",
                reader.CurrentDepth >= LargestDepth
                    ? $"nested more than {LargestDepth} deep"
                    : "it is not JSON here; look for a comma, quote or bracket that is missing or too many");
            return null;
        }
    }

    public DocumentFault FaultAt(int offset, string path, string message) => At(_text, offset, path, message);

    /// <summary>Places a fault at the line and column of the value at a path, or of the nearest one around it.</summary>
    public DocumentFault FaultAt(string path, string message)
    {
        var at = Root;
        int offset = at.Offset;
        foreach (string step in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            var next = step.EndsWith(']') ? at.Items[int.Parse(step[..^1])] : at[step];
            if (next is null) break;
            at = next;
            offset = at.Offset;
        }

        return FaultAt(offset, path, message);
    }

    private static DocumentFault At(byte[] text, int offset, string path, string message)
    {
        var before = text.AsSpan(0, offset);
        int line = before.Count((byte)'\n') + 1;
        return new(line, offset - before.LastIndexOf((byte)'\n'), path, message);
    }

    private static Node ReadValue(ref Utf8JsonReader reader)
    {
        int offset = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var owner = new Node(JsonValueKind.Object, offset, "");
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    int at = (int)reader.TokenStartIndex;
                    string name = reader.GetString()!;
                    reader.Read();
                    owner.Members.Add((name, at, ReadValue(ref reader)));
                }

                return owner;
            case JsonTokenType.StartArray:
                var list = new Node(JsonValueKind.Array, offset, "");
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Items.Add(ReadValue(ref reader));
                return list;
            case JsonTokenType.String:
                return new(JsonValueKind.String, offset, reader.GetString()!);
            case JsonTokenType.Number:
                return new(JsonValueKind.Number, offset, System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.True:
                return new(JsonValueKind.True, offset, "true");
            case JsonTokenType.False:
                return new(JsonValueKind.False, offset, "false");
            default:
                return new(JsonValueKind.Null, offset, "null");
        }
    }
}
