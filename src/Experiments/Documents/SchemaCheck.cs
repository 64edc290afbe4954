using System.Globalization;
using System.Text.Json;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Documents;

/// <summary>
/// Checks a document against a JSON Schema and reports all faults. It supports the keywords of the project's published schemas (type,
/// properties, required, additionalProperties, items, enum, bounds, lengths, uniqueItems, $ref) and refuses any other, so that every
/// written keyword is enforced.
/// </summary>
internal sealed class SchemaCheck(JsonElement schema, JsonTree tree)
{
    private static readonly string[] Notes = ["$schema", "$id", "$defs", "title", "description", "default", "examples"];

    /// <summary>The schema keywords, each with its check. Additional properties are read with the properties.</summary>
    private static readonly Dictionary<string, Word> Words = new(Notes.Append("additionalProperties")
        .Select(note => KeyValuePair.Create<string, Word>(note, (_, _) => true)))
    {
        ["type"] = (check, at) => Types(at.Value).Any(type => IsA(type, at.Node))
            || check.Fail(at.Node, at.Path, $"should be {string.Join(" or ", Types(at.Value).Select(Article))}"),
        ["enum"] = (check, at) => check.OneOf(at.Value, at.Node, at.Path),
        ["minimum"] = Bound((x, bar) => x >= bar, "below"),
        ["exclusiveMinimum"] = Bound((x, bar) => x > bar, "not above"),
        ["maximum"] = Bound((x, bar) => x <= bar, "above"),
        ["exclusiveMaximum"] = Bound((x, bar) => x < bar, "not below"),
        ["minLength"] = (check, at) => at.Node.Kind != JsonValueKind.String || at.Node.Text.Length >= at.Value.GetInt32()
            || check.Fail(at.Node, at.Path, "is empty"),
        ["minItems"] = Entries((count, bar) => count >= bar, "fewer"),
        ["maxItems"] = Entries((count, bar) => count <= bar, "more"),
        ["uniqueItems"] = (check, at) => check.Unique(at.Node, at.Path),
        ["items"] = (check, at) => check.Items(at.Value, at.Node, at.Path),
        ["properties"] = (check, at) => check.Members(at.Rule, at.Node, at.Path),
        ["required"] = (check, at) => check.Required(at.Value, at.Node, at.Path),
    };

    private readonly List<DocumentFault> _faults = [];

    private delegate bool Word(SchemaCheck check, Place at);

    /// <param name="Rule">The schema in which the word stands.</param>
    /// <param name="Value">The value of the word.</param>
    private readonly record struct Place(JsonElement Rule, JsonElement Value, JsonTree.Node Node, string Path);

    public static List<DocumentFault> Check(JsonElement schema, JsonTree tree)
    {
        var check = new SchemaCheck(schema, tree);
        check.Value(schema, tree.Root, "");
        return check._faults;
    }

    private void Value(JsonElement rule, JsonTree.Node node, string path)
    {
        if (rule.TryGetProperty("$ref", out var reference))
        {
            Value(schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), node, path);
            return;
        }

        foreach (var word in rule.EnumerateObject())
        {
            if (!Words.TryGetValue(word.Name, out var holds)) throw new NotSupportedException($"schema word '{word.Name}'");
            if (!holds(this, new Place(rule, word.Value, node, path)) && word.Name == "type") return;   // the others would only repeat it
        }
    }

    /// <summary>A bound of numbers; other values have none.</summary>
    private static Word Bound(Func<double, double, bool> holds, string says) => (check, at) =>
        Number(at.Node) is not { } x || holds(x, at.Value.GetDouble())
        || check.Fail(at.Node, at.Path, $"{at.Node.Text} is {says} {at.Value}");

    private static Word Entries(Func<int, int, bool> holds, string says) => (check, at) =>
        at.Node.Kind != JsonValueKind.Array || holds(at.Node.Items.Count, at.Value.GetInt32())
        || check.Fail(at.Node, at.Path, $"has {at.Node.Items.Count} entries, {says} than {at.Value}");

    private bool Members(JsonElement rule, JsonTree.Node node, string path)
    {
        if (node.Kind != JsonValueKind.Object) return true;   // of another type that the rule allows
        var known = rule.GetProperty("properties");
        var seen = new HashSet<string>();
        foreach (var (name, offset, value) in node.Members)
        {
            if (!seen.Add(name)) Fault(offset, Join(path, name), "is given twice");
            else if (known.TryGetProperty(name, out var inner)) Value(inner, value, Join(path, name));
            else
                Fault(offset, Join(path, name),
                    $"is not a field here{Suggestions.Sentence(name, [.. known.EnumerateObject().Select(p => p.Name)])}");
        }

        return true;
    }

    private bool Required(JsonElement names, JsonTree.Node node, string path)
    {
        if (node.Kind != JsonValueKind.Object) return true;
        foreach (string name in names.EnumerateArray().Select(n => n.GetString()!))
            if (node[name] is null) Fault(node.Offset, path, $"the field '{name}' is missing; add it");
        return true;
    }

    private bool Items(JsonElement rule, JsonTree.Node node, string path)
    {
        for (int i = 0; i < node.Items.Count; i++) Value(rule, node.Items[i], $"{path}[{i}]");
        return true;
    }

    private bool Unique(JsonTree.Node node, string path)
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < node.Items.Count; i++)
            if (node.Items[i].Items.Count + node.Items[i].Members.Count == 0 && !seen.Add(node.Items[i].Text))
                Fail(node.Items[i], $"{path}[{i}]", $"{node.Items[i].Text} is given twice");
        return true;
    }

    private bool OneOf(JsonElement values, JsonTree.Node node, string path)
    {
        string[] allowed = [.. values.EnumerateArray().Select(v => v.ToString())];
        return allowed.Contains(node.Text) || Fail(node, path, $"'{node.Text}' is none of {string.Join(", ", allowed)}");
    }

    private bool Fail(JsonTree.Node node, string path, string message)
    {
        Fault(node.Offset, path, message);
        return false;
    }

    private void Fault(int offset, string path, string message) => _faults.Add(tree.FaultAt(offset, path, message));

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool IsA(string type, JsonTree.Node node) => type switch
    {
        "object" => node.Kind == JsonValueKind.Object,
        "array" => node.Kind == JsonValueKind.Array,
        "string" => node.Kind == JsonValueKind.String,
        "boolean" => node.Kind is JsonValueKind.True or JsonValueKind.False,
        "integer" => node.Kind == JsonValueKind.Number && long.TryParse(node.Text, CultureInfo.InvariantCulture, out _),
        "number" => Number(node) is { } x && double.IsFinite(x),
        _ => throw new NotSupportedException($"schema type '{type}'"),
    };

    private static double? Number(JsonTree.Node node) =>
        node.Kind == JsonValueKind.Number ? double.Parse(node.Text, CultureInfo.InvariantCulture) : null;

    private static string Article(string type) => type switch
    {
        "array" => "a list",
        "object" => "an object",
        "integer" => "a whole number",
        "string" => "a text",
        "boolean" => "true or false",
        _ => $"a {type}",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
