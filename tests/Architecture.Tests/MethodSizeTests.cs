using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Teleo.Architecture.Tests;

/// <summary>A method fits on a screen and has few ways through it. Those that do not are listed with their size, and may only shrink.</summary>
public sealed class MethodSizeTests
{
    private const int MostLines = 60;
    private const int MostComplexity = 15;
    private const string Known = "tests/Architecture.Tests/Known/large-methods.txt";

    [Fact]
    public void No_method_is_larger_than_its_listed_size()
    {
        string path = Repository.PathOf(Known);
        var known = File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '))
            .ToDictionary(parts => parts[2], parts => (Lines: int.Parse(parts[0]), Complexity: int.Parse(parts[1])));
        var large = SourceTree.Code("src").SelectMany(file => Sizes(file, SourceTree.Read(file)))
            .Where(size => size.Lines > MostLines || size.Complexity > MostComplexity).OrderBy(size => size.Name, StringComparer.Ordinal).ToList();
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_STYLE") == "1")
        {
            var lowered = from size in large
                          where known.ContainsKey(size.Name)
                          select $"{Math.Min(size.Lines, known[size.Name].Lines)} {Math.Min(size.Complexity, known[size.Name].Complexity)} {size.Name}";
            File.WriteAllLines(path, [.. File.ReadAllLines(path).Where(line => line.StartsWith('#')), .. lowered]);
        }

        var grown = large.Where(size => !known.TryGetValue(size.Name, out var most)
            || size.Lines > Math.Max(most.Lines, MostLines) || size.Complexity > Math.Max(most.Complexity, MostComplexity));
        Assert.Empty(grown.Select(size => $"{size.Lines} {size.Complexity} {size.Name}"));
    }

    /// <summary>One way through a method, and one more for each decision in it.</summary>
    [Theory]
    [InlineData("void M() { }", 1)]
    [InlineData("void M(bool a) { if (a) return; }", 2)]
    [InlineData("int M(int a) => a switch { 1 => 1, 2 or 3 => 2, _ => 3 };", 5)]
    [InlineData("bool M(bool a, bool b) { for (;;) { if (a && b || a) return a ? b : a; } }", 6)]
    public void Complexity_is_counted(string method, int complexity) => Assert.Equal(complexity, Sizes("f", $"class C {{ {method} }}").Single().Complexity);

    [Fact]
    public void Lines_of_comments_are_not_counted() =>
        Assert.Equal(4, Sizes("f", "class C\n{\n    void M()\n    {\n        // A step.\n        Step();   // and how\n    }\n}").Single().Lines);

    private static IEnumerable<Size> Sizes(string file, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text);
        return from method in tree.GetRoot().DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
               let type = method.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()?.Identifier.Text
               let name = method is MethodDeclarationSyntax { Identifier.Text: var own } ? own : method.Kind().ToString()
               group (Lines: LinesOf(method), Complexity: 1 + method.DescendantNodesAndTokens().Count(IsDecision)) by $"{file}:{type}.{name}" into same
               select new Size(same.Key, same.Max(size => size.Lines), same.Max(size => size.Complexity));
    }

    /// <summary>Counts lines with more than a comment: an explained step is no larger than an unexplained one.</summary>
    private static int LinesOf(SyntaxNode method) =>
        method.ToString().Split('\n').Count(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    private static bool IsDecision(SyntaxNodeOrToken part) => part.Kind() is SyntaxKind.IfStatement or SyntaxKind.WhileStatement or SyntaxKind.DoStatement or SyntaxKind.ForStatement
        or SyntaxKind.ForEachStatement or SyntaxKind.CaseSwitchLabel or SyntaxKind.CasePatternSwitchLabel or SyntaxKind.SwitchExpressionArm or SyntaxKind.CatchClause or SyntaxKind.ConditionalExpression
        or SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression or SyntaxKind.OrPattern or SyntaxKind.AndPattern;

    private sealed record Size(string Name, int Lines, int Complexity);
}
