using System.Text;

namespace Teleo.Engine.Skills;

/// <summary>
/// The line-based form in which provenance travels: <c>key=value</c>, split on the first <c>=</c>, lower-case dotted keys, no duplicates,
/// LF. The canonical form is sorted by key.
/// </summary>
public static class ProvenanceText
{
    private const int LargestBytes = 1 << 16;

    public static bool TryParse(string text, out SortedDictionary<string, string> entries, out string problem)
    {
        entries = new(StringComparer.Ordinal);
        problem = "";
        if (text.Length > LargestBytes) problem = $"the text has {text.Length} characters, more than {LargestBytes}";
        else if (text.Contains('\r')) problem = "lines must end with a line feed alone";
        else if (text.Length > 0 && text[^1] != '\n') problem = "the last line does not end";
        if (problem.Length > 0) return false;

        string[] lines = text.Split('\n')[..^1];
        for (int i = 0; i < lines.Length && problem.Length == 0; i++)
        {
            int equals = lines[i].IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? lines[i] : lines[i][..equals];
            if (equals < 0) problem = $"line {i + 1}: no '='";
            else if (!IsKey(key)) problem = $"line {i + 1}: the key is not lower-case words joined by dots";
            else if (!entries.TryAdd(key, lines[i][(equals + 1)..])) problem = $"line {i + 1}: '{key}' stands twice";
        }

        return problem.Length == 0;
    }

    public static string Write(IReadOnlyDictionary<string, string> entries)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!IsKey(key)) throw new ArgumentException($"'{key}' is not a key", nameof(entries));
            if (value.AsSpan().ContainsAny('\n', '\r')) throw new ArgumentException($"the value of {key} has a line end", nameof(entries));
            text.Append(key).Append('=').Append(value).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The provenance of one artifact of a manifest.</summary>
    public static string Export(SkillManifest manifest, SkillArtifact artifact) => Write(new Dictionary<string, string>
    {
        ["skill.id"] = manifest.Id,
        ["skill.version"] = manifest.Version,
        ["skill.publisher"] = manifest.Publisher,
        ["skill.licence"] = manifest.Licence,
        ["source.name"] = manifest.Source,
        ["source.revision"] = manifest.SourceRevision,
        ["model.family"] = manifest.Family,
        ["tokenizer.id"] = manifest.Tokenizer.Id,
        ["tokenizer.hash"] = "sha256:" + manifest.Tokenizer.Sha256,
        ["artifact.file"] = artifact.File,
        ["artifact.format"] = artifact.Format,
        ["artifact.quantisation"] = artifact.Quantisation,
        ["artifact.bytes"] = artifact.SizeBytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["artifact.hash"] = "sha256:" + artifact.Sha256,
    });

    private static bool IsKey(string key) =>
        key.Length > 0
        && key.Split('.').All(word => word.Length > 0 && word.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '_' or '-'));
}
