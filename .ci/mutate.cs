#:package Microsoft.CodeAnalysis.CSharp@5.12.0
#:property PublishAot=false
// Measures how well the near tests notice changes of the code: makes mutants in a copy of the tree, builds it once with all of them, and runs the tests of each
// mutant's area with it switched on (TELEO_MUTANT=NUMBER). Nothing of it is in src.
//   git worktree add /tmp/mutants && dotnet run .ci/mutate.cs -- make /tmp/mutants 200
//   dotnet run .ci/mutate.cs -- run /tmp/mutants [FIRST LAST]
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

Area[] areas =
[
    new("ledger", ["src/Controller/Ledger"], "Controller", "FullyQualifiedName~Ledger"),
    new("gate and selector", ["src/Controller/Deciding/Gate.cs", "src/Controller/Deciding/Selector.cs", "src/Controller/Deciding/Eligibility.cs", "src/Controller/Deciding/Stabiliser.cs"], "Controller", "FullyQualifiedName~Deciding"),
    new("learning", ["src/Controller/Learning"], "Controller", "FullyQualifiedName~Learning"),
    new("replay", ["src/Controller/Tracing/TraceReplay.cs", "src/Controller/Tracing/TraceVerifier.cs", "src/Controller/Tracing/TraceReader.cs", "src/Controller/Tracing/HashChain.cs"], "Controller", "FullyQualifiedName~Tracing"),
    new("statistics", ["src/Experiments/Statistics"], "Experiments", "FullyQualifiedName~Experiments.Tests.Statistics"),
    new("storage", ["src/Engine/Storage", "src/Engine/Skills/RegistryStore.cs", "src/Engine/Skills/EventFile.cs", "src/Engine/Skills/SkillRegistry.cs", "src/Engine/Skills/RegistryTrust.cs", "src/Engine/Trust"], "Engine",
        "FullyQualifiedName~Engine.Tests.Storage|FullyQualifiedName~Skills.Registry|FullyQualifiedName~Engine.Tests.Trust"),
    new("sampling", ["src/Engine/Sampling"], "Engine", "FullyQualifiedName~Engine.Tests.Sampling"),
];

return args switch
{
    ["make", var folder, var count] => Make(folder, int.Parse(count, CultureInfo.InvariantCulture)),
    ["run", var folder] => Run(folder, 1, int.MaxValue),
    ["run", var folder, var first, var last] => Run(folder, int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture)),
    _ => throw new ArgumentException("make FOLDER COUNT, or run FOLDER [FIRST LAST]"),
};

// The same seed picks the same places, area by area in turn.
int Make(string folder, int count)
{
    var chance = new Random(1);
    var places = areas.Select(area => (Area: area, Found: Files(folder, area).SelectMany(file => PlacesIn(file)).OrderBy(_ => chance.Next()).ToList())).ToList();
    var chosen = new List<(Area Area, Place Place)>();
    for (int i = 0; chosen.Count < count && places.Any(area => i < area.Found.Count); i++)
        foreach (var (area, found) in places)
            if (i < found.Count && chosen.Count < count) chosen.Add((area, found[i]));

    var mutants = new List<Mutant>();
    foreach (var file in chosen.GroupBy(pick => pick.Place.File).OrderBy(group => group.Key, StringComparer.Ordinal))
    {
        string project = string.Join('/', Path.GetRelativePath(folder, file.Key).Split('/')[..2]);
        string holder = "Mutant" + Path.GetFileName(project);
        File.WriteAllText(Path.Combine(folder, project, holder + ".cs"), $$"""
            internal static class {{holder}}
            {
                private static readonly int On = int.TryParse(System.Environment.GetEnvironmentVariable("TELEO_MUTANT"), out int number) ? number : 0;

                public static bool Is(int number) => On == number;
            }
            """);
        string text = File.ReadAllText(file.Key);
        var edits = new List<(int Start, int End, string Text)>();
        foreach (var (area, place) in file.OrderBy(pick => pick.Place.Start))
        {
            if (edits.Count > 0 && place.Start < edits[^1].End) continue;   // never one inside another
            int number = mutants.Count + 1;
            mutants.Add(new(number, area.Name, Path.GetRelativePath(folder, file.Key), place.Line, place.Was, place.Becomes));
            edits.Add((place.Start, place.End, place.IsStatement
                ? $"if (!global::{holder}.Is({number})) {place.Was}"
                : $"(global::{holder}.Is({number}) ? {place.Becomes} : {place.Was})"));
        }

        for (int i = edits.Count - 1; i >= 0; i--) text = text[..edits[i].Start] + edits[i].Text + text[edits[i].End..];
        File.WriteAllText(file.Key, text);
    }

    File.WriteAllText(Path.Combine(folder, "mutants.json"), JsonSerializer.Serialize(mutants, new JsonSerializerOptions { WriteIndented = true }));
    Console.WriteLine($"{mutants.Count} mutants; build the test projects of {folder}, then run");
    return 0;
}

int Run(string folder, int first, int last)
{
    var mutants = JsonSerializer.Deserialize<List<Mutant>>(File.ReadAllBytes(Path.Combine(folder, "mutants.json")))!;
    string results = Path.Combine(folder, "killed.txt");
    var known = File.Exists(results) ? File.ReadAllLines(results).ToDictionary(line => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture), line => line.Split(' ')[1]) : [];
    foreach (var area in areas)
        if (!Passes(folder, area, 0)) throw new InvalidOperationException($"the tests of {area.Name} fail without a mutant");
    foreach (var mutant in mutants.Where(mutant => mutant.Number >= first && mutant.Number <= last && !known.ContainsKey(mutant.Number)))
    {
        string fate = Passes(folder, areas.First(area => area.Name == mutant.Area), mutant.Number) ? "survived" : "killed";
        known[mutant.Number] = fate;
        File.AppendAllText(results, $"{mutant.Number} {fate}\n");
        if (fate == "survived") Console.WriteLine($"{mutant.Number} {mutant.Area} {mutant.File}:{mutant.Line}: {mutant.Was}  ->  {mutant.Becomes}");
    }

    foreach (var area in mutants.GroupBy(mutant => mutant.Area))
    {
        var tried = area.Where(mutant => known.ContainsKey(mutant.Number)).ToList();
        Console.WriteLine($"{area.Key}: {tried.Count(mutant => known[mutant.Number] == "killed")} of {tried.Count} killed");
    }

    return 0;
}

static bool Passes(string folder, Area area, int mutant)
{
    var start = new ProcessStartInfo("dotnet", ["vstest", $"tests/{area.Tests}.Tests/bin/Release/net10.0/Teleo.{area.Tests}.Tests.dll", $"--TestCaseFilter:{area.Filter}"])
    {
        WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
    };
    start.Environment["TELEO_MUTANT"] = mutant.ToString(CultureInfo.InvariantCulture);
    using var run = Process.Start(start)!;
    run.OutputDataReceived += (_, _) => { };
    run.ErrorDataReceived += (_, _) => { };
    run.BeginOutputReadLine();
    run.BeginErrorReadLine();
    if (run.WaitForExit(TimeSpan.FromMinutes(3))) return run.ExitCode == 0;
    run.Kill(entireProcessTree: true);   // a loop without end is noticed too
    return false;
}

static IEnumerable<string> Files(string folder, Area area) => area.Paths
    .SelectMany(path => path.EndsWith(".cs", StringComparison.Ordinal) ? [Path.Combine(folder, path)] : Directory.GetFiles(Path.Combine(folder, path), "*.cs"))
    .Order(StringComparer.Ordinal);

static IEnumerable<Place> PlacesIn(string file)
{
    var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file), new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
    foreach (var node in root.DescendantNodes())
    {
        if (node.Ancestors().Any(above => above is AttributeSyntax or EnumMemberDeclarationSyntax or ParameterSyntax or PatternSyntax or SwitchLabelSyntax or GotoStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or InterpolatedStringExpressionSyntax
            || above is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword) || above is LocalDeclarationStatementSyntax local && local.IsConst)) continue;
        if (node.DescendantNodesAndSelf().Any(below => below is DeclarationExpressionSyntax or SingleVariableDesignationSyntax or IsPatternExpressionSyntax)) continue;
        int line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        switch (node)
        {
            case BinaryExpressionSyntax binary when Other(binary) is { } other && !HasText(binary):
                yield return new(file, line, binary.Span.Start, binary.Span.End, binary.ToString(), $"{binary.Left} {other} {binary.Right}", false);
                break;
            case ReturnStatementSyntax { Expression: LiteralExpressionSyntax literal } when literal.Kind() is SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression:
                yield return new(file, line, literal.Span.Start, literal.Span.End, literal.ToString(), literal.IsKind(SyntaxKind.TrueLiteralExpression) ? "false" : "true", false);
                break;
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or PostfixUnaryExpressionSyntax or AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression } } statement
                when statement.Parent is BlockSyntax && !statement.ToString().Contains(" out ", StringComparison.Ordinal):
                yield return new(file, line, statement.Span.Start, statement.Span.End, statement.ToString(), "(removed)", true);
                break;
        }
    }
}

static bool HasText(BinaryExpressionSyntax binary) => binary.DescendantNodes().Any(node => node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression));

static string? Other(BinaryExpressionSyntax binary) => binary.Kind() switch
{
    SyntaxKind.LessThanExpression => "<=",
    SyntaxKind.LessThanOrEqualExpression => "<",
    SyntaxKind.GreaterThanExpression => ">=",
    SyntaxKind.GreaterThanOrEqualExpression => ">",
    SyntaxKind.EqualsExpression => "!=",
    SyntaxKind.NotEqualsExpression => "==",
    SyntaxKind.LogicalAndExpression => "||",
    SyntaxKind.LogicalOrExpression => "&&",
    SyntaxKind.AddExpression => "-",
    SyntaxKind.SubtractExpression => "+",
    SyntaxKind.MultiplyExpression => "/",
    _ => null,
};

internal sealed record Area(string Name, string[] Paths, string Tests, string Filter);

internal sealed record Place(string File, int Line, int Start, int End, string Was, string Becomes, bool IsStatement);

internal sealed record Mutant(int Number, string Area, string File, int Line, string Was, string Becomes);
