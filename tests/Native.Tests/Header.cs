using System.Text.RegularExpressions;

namespace Teleo.Native.Tests;

/// <summary>What <c>include/teleo.h</c> declares.</summary>
internal static partial class Header
{
    public static readonly string Text = File.ReadAllText(Repository.PathOf("include", "teleo.h"));

    public static IReadOnlyList<Function> Functions { get; } =
    [
        .. from Match match in Declaration().Matches(Text)
           let parameters = match.Groups["parameters"].Value
           orderby match.Groups["name"].Value
           select new Function(
               match.Groups["name"].Value,
               match.Groups["type"].Value.Trim(),
               [.. (parameters == "void" ? [] : parameters.Split(',')).Select(ParameterOf)]),
    ];

    /// <summary>The named numbers whose names begin so.</summary>
    public static Dictionary<string, int> Constants(string prefix) =>
        Regex.Matches(Text, $@"^  ({prefix}\w*) = (\d+)", RegexOptions.Multiline).ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value));

    public static IEnumerable<string> SectionMacros => SectionMacro().Matches(Text).Select(match => match.Value).Distinct();

    private static Parameter ParameterOf(string declared)
    {
        string text = declared.Trim();
        int name = text.LastIndexOfAny([' ', '*']) + 1;
        return new(text[..name].Trim(), text[name..]);
    }

    [GeneratedRegex(@"^TELEO_API (?<type>[\w ]+?[ *]+)(?<name>[a-z]\w*)\((?<parameters>[^)]*)\);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"TELEO_NO_\w+")]
    private static partial Regex SectionMacro();

    public sealed record Function(string Name, string Type, IReadOnlyList<Parameter> Parameters)
    {
        public char Section => Name.StartsWith("ir_", StringComparison.Ordinal) ? 'I' : Name.StartsWith("sdk_", StringComparison.Ordinal) ? 'S' : 'T';
    }

    public sealed record Parameter(string Type, string Name)
    {
        public bool IsPointer => Type.Contains('*', StringComparison.Ordinal) || Type.Contains("Callback", StringComparison.Ordinal);
    }
}
