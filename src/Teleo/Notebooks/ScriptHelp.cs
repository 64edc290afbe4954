using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Teleo.Notebooks;

/// <summary>Answers an editor's questions about unfinished code: completions, meaning of a name, completeness.</summary>
internal static class ScriptHelp
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    public static bool IsComplete(string code) => SyntaxFactory.IsCompleteSubmission(SyntaxFactory.ParseSyntaxTree(code, Parsing));

    public static JsonObject Complete(NotebookSession session, string code, int cursor)
    {
        int start = cursor;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] == '_')) start--;
        string typed = code[start..cursor];
        var names = Symbols(session, code, start).Select(symbol => symbol.Name)
            .Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_'))
            .Distinct().Order(StringComparer.Ordinal).Take(300);
        return new JsonObject { ["status"] = "ok", ["matches"] = new JsonArray([.. names.Select(name => (JsonNode)name)]), ["cursor_start"] = start, ["cursor_end"] = cursor, ["metadata"] = new JsonObject() };
    }

    public static JsonObject Inspect(NotebookSession session, string code, int cursor)
    {
        int start = cursor, end = cursor;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] == '_')) start--;
        while (end < code.Length && (char.IsLetterOrDigit(code[end]) || code[end] == '_')) end++;
        var found = end > start ? Symbols(session, code, start).Where(symbol => symbol.Name == code[start..end]).ToList() : [];
        var data = new JsonObject();
        if (found.Count > 0) data["text/plain"] = string.Join('\n', found.Take(12).Select(symbol => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        return new JsonObject { ["status"] = "ok", ["found"] = found.Count > 0, ["data"] = data, ["metadata"] = new JsonObject() };
    }

    /// <summary>The names that may stand at a position: members of what is left of a dot, otherwise all in scope.</summary>
    private static IEnumerable<ISymbol> Symbols(NotebookSession session, string code, int position)
    {
        var script = session.Script is { } past ? past.ContinueWith(code, NotebookSession.ScriptOptions) : CSharpScript.Create(code, NotebookSession.ScriptOptions);
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.First();
        var model = compilation.GetSemanticModel(tree);
        if (position == 0 || code[position - 1] != '.') return model.LookupSymbols(position);

        var dot = tree.GetRoot().FindToken(position - 1);
        if (dot.Parent is not MemberAccessExpressionSyntax access) return [];
        return model.GetSymbolInfo(access.Expression).Symbol is INamespaceOrTypeSymbol named
            ? model.LookupSymbols(position, named)
            : model.GetTypeInfo(access.Expression).Type is { } type ? model.LookupSymbols(position, type, includeReducedExtensionMethods: true) : [];
    }
}
